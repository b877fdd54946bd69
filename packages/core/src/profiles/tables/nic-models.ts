/** Interface models that libvirt knows by name since 5.3, in its spelling (N-NET). */
export const NIC_MODELS: readonly string[] = [
  'netfront',
  'rtl8139',
  'virtio',
  'e1000',
  'e1000e',
  'igb',
  'virtio-transitional',
  'virtio-non-transitional',
  'usb-net',
  'spapr-vlan',
  'lan9118',
  'scm91c111',
  'vlance',
  'vmxnet',
  'vmxnet2',
  'vmxnet3',
  'Am79C970A',
  'Am79C973',
  '82540EM',
  '82545EM',
  '82543GC',
];

/** Chips that stand on boards, as libvirt spells them. */
export const BOARD_NICS: readonly string[] = ['lan9118', 'scm91c111'];
