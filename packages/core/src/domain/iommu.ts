/** The IOMMUs that are devices with a place on PCI; the others are parts of the machine (V-51, V-60). */
const PLACED_IOMMUS: readonly (string | undefined)[] = ['virtio', 'amd'];

/** Whether an IOMMU of this model has an address. */
export const isPlacedIommu = (model: string | undefined): boolean => PLACED_IOMMUS.includes(model);
