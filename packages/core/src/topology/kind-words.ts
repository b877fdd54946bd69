import { type Connection, firstKind, type KindName } from './connection.ts';

/** What plugs in, in the words of the field. */
export const KIND_WORDS: Readonly<Record<KindName, { readonly one: string; readonly many: string }>> = {
  PCI: { one: 'a conventional PCI device', many: 'conventional PCI devices' },
  PCIE: { one: 'a PCI Express device', many: 'PCI Express devices' },
  ROOTPORT: { one: 'a root port', many: 'root ports' },
  UPSTREAM: { one: 'a switch upstream port', many: 'switch upstream ports' },
  DOWNSTREAM: { one: 'a switch downstream port', many: 'switch downstream ports' },
  DMIBRIDGE: { one: 'a dmi-to-pci-bridge', many: 'dmi-to-pci-bridges' },
  P2PBRIDGE: { one: 'a pcie-to-pci-bridge', many: 'pcie-to-pci-bridges' },
  PXB: { one: 'a pci-expander-bus', many: 'pci-expander-buses' },
  PXBE: { one: 'a pcie-expander-bus', many: 'pcie-expander-buses' },
  BRIDGE: { one: 'a pci-bridge', many: 'pci-bridges' },
};

/** `a PCI Express device`; undefined for what is not on PCI. */
export function needWords(needs: Connection): string | undefined {
  const kind = firstKind(needs);
  return kind === undefined ? undefined : KIND_WORDS[kind].one;
}
