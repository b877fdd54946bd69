/** Models of a virtio device, by the versions of virtio that it speaks (N-VM). */
export const VIRTIO_NAMES: readonly string[] = ['virtio', 'virtio-transitional', 'virtio-non-transitional'];
