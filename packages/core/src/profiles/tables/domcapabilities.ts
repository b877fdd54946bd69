/** What `virsh domcapabilities` tells of a capability: a value of an enumeration of a device class. */
export interface DomcapabilityRow {
  readonly device: string;
  readonly enum: string;
  readonly value: string;
  readonly capability: string;
}

export const DOMCAPABILITIES: readonly DomcapabilityRow[] = [
  { device: 'disk', enum: 'bus', value: 'usb', capability: 'usb-storage' },
  { device: 'disk', enum: 'bus', value: 'sata', capability: 'ich9-ahci' },
  { device: 'disk', enum: 'model', value: 'virtio-non-transitional', capability: 'virtio-pci-non-transitional' },
  { device: 'video', enum: 'modelType', value: 'vga', capability: 'VGA' },
  { device: 'video', enum: 'modelType', value: 'cirrus', capability: 'cirrus-vga' },
  { device: 'video', enum: 'modelType', value: 'vmvga', capability: 'vmware-svga' },
  { device: 'video', enum: 'modelType', value: 'qxl', capability: 'qxl' },
  { device: 'video', enum: 'modelType', value: 'bochs', capability: 'bochs-display' },
  { device: 'video', enum: 'modelType', value: 'ramfb', capability: 'ramfb' },
  { device: 'redirdev', enum: 'bus', value: 'usb', capability: 'usb-redir' },
];
