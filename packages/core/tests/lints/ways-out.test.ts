// The ways out of refusals, each on the document of its code: what is offered, and whether it is safe.
import { expect, test } from 'vitest';
import { readCase } from '../../../../scripts/code-pages.mjs';
import { checkDomain, type DiagnosticCode, planDomain } from '../../src/index.ts';

/** Codes whose refusals have a way out. */
const CODES: readonly DiagnosticCode[] = [
  ...(['RP2001', 'RP2003', 'RP2006', 'RP2007', 'RP2008', 'RP2009', 'RP2013', 'RP2021', 'RP2022'] as const),
  ...(['RP2023', 'RP2024', 'RP2026', 'RP2027', 'RP2030', 'RP2036', 'RP2037', 'RP2038', 'RP2041'] as const),
  ...(['RP2043', 'RP2044', 'RP2048', 'RP2049', 'RP2050', 'RP2053', 'RP2055', 'RP2057'] as const),
  ...(['RP2058', 'RP2059', 'RP2062', 'RP2066', 'RP2300', 'RP2314', 'RP2316', 'RP2400', 'RP2440'] as const),
  ...(['RP2450', 'RP3002', 'RP3003', 'RP3004', 'RP3007', 'RP3008', 'RP3010', 'RP3014', 'RP3015'] as const),
  ...(['RP3017', 'RP3022'] as const),
];

function waysOut(code: DiagnosticCode): readonly string[] {
  const { bytes, options } = readCase(code);
  const xml = new TextDecoder().decode(bytes);
  const result = checkDomain(
    xml,
    (text, profile) => planDomain(text, { ...options, ...(profile && { profile }) }),
    options,
  );
  const found = result.diagnostics.filter((one) => one.code === code);
  return found.flatMap(({ fixes }) => fixes.map(({ title, safe }) => `${title}${safe ? '' : ' (unsafe)'}`));
}

test('what each refusal offers', () => {
  const offered = Object.fromEntries(CODES.map((code) => [code, waysOut(code)]));
  expect(offered).toMatchInlineSnapshot(`
    {
      "RP2001": [
        "remove the address of disk vda, so that it is placed again (unsafe)",
      ],
      "RP2003": [
        "remove index='-1' from <controller> (unsafe)",
      ],
      "RP2006": [
        "remove index='0' from controller scsi 0 (virtio-scsi) (unsafe)",
      ],
      "RP2007": [
        "set index='0' on controller pci 1 (pcie-root) (unsafe)",
      ],
      "RP2008": [
        "remove the address of controller pci 0 (pcie-root), so that it is placed again",
      ],
      "RP2009": [
        "make controller pci 0 a pcie-root",
      ],
      "RP2013": [
        "call the second one vdb (unsafe)",
      ],
      "RP2021": [
        "remove the address of hostdev 0000:03:00.0 (pci), so that it is placed again (unsafe)",
      ],
      "RP2022": [
        "remove the address of disk vda, so that it is placed again (unsafe)",
      ],
      "RP2023": [
        "remove the address of channel org.example.agent (virtio), so that it is placed again (unsafe)",
      ],
      "RP2024": [
        "remove the address of input tablet (usb), so that it is placed again (unsafe)",
      ],
      "RP2026": [
        "remove the address of controller scsi 1 (ibmvscsi), so that it is placed again (unsafe)",
      ],
      "RP2027": [
        "remove the address of disk vdb, so that it is placed again (unsafe)",
      ],
      "RP2030": [
        "remove uid='0x10000' from hostdev 0000:03:00.0 (pci) (unsafe)",
      ],
      "RP2036": [
        "remove <model> from controller pci 1 (pcie-root-port)",
      ],
      "RP2037": [
        "remove <model> from controller pci 1 (pcie-root-port)",
      ],
      "RP2038": [
        "remove busNr='180' from controller pci 1 (pcie-root-port)",
      ],
      "RP2041": [
        "remove index='31' from controller pci 1 (pci-root) (unsafe)",
      ],
      "RP2043": [],
      "RP2044": [
        "remove vsock virtio (unsafe)",
      ],
      "RP2048": [
        "remove the address of video ramfb, so that it is placed again",
      ],
      "RP2049": [
        "remove the address of rng virtio, so that it is placed again",
      ],
      "RP2050": [
        "remove the address of disk vda, so that it is placed again",
      ],
      "RP2053": [
        "remove the address of iommu virtio, so that it is placed again",
      ],
      "RP2055": [
        "remove the address of disk sda, so that it is placed again (unsafe)",
      ],
      "RP2057": [
        "remove hostdev 0000:03:00.0 (pci) (unsafe)",
      ],
      "RP2058": [
        "remove the address of memory virtio-mem, so that it is placed again",
      ],
      "RP2059": [
        "remove the address of controller scsi 0 (ibmvscsi), so that it is placed again (unsafe)",
      ],
      "RP2062": [
        "remove redirdev spicevmc (unsafe)",
      ],
      "RP2066": [
        "remove the address of panic isa, so that it is placed again",
      ],
      "RP2300": [
        "write machine='pc-i440fx-5.2' (unsafe)",
      ],
      "RP2314": [
        "remove index='0' from controller usb 0 (ehci) (unsafe)",
      ],
      "RP2316": [
        "put it on bus sata as sda (unsafe)",
      ],
      "RP2400": [
        "remove the address of serial, so that it is placed again (unsafe)",
      ],
      "RP2440": [
        "remove io='native' from disk vda (unsafe)",
      ],
      "RP2450": [
        "remove 1 controller of q35 and the like (unsafe)",
      ],
      "RP3002": [
        "set domain='0x0000' on disk vda",
      ],
      "RP3003": [
        "remove the address of disk vda, so that it is placed again (unsafe)",
      ],
      "RP3004": [
        "remove the address of disk vda, so that it is placed again (unsafe)",
      ],
      "RP3007": [
        "remove the address of disk vda, so that it is placed again (unsafe)",
      ],
      "RP3008": [
        "set slot='0x00' on disk vda",
        "remove the address of disk vda, so that it is placed again (unsafe)",
      ],
      "RP3010": [
        "remove the address of interface (virtio), so that it is placed again",
      ],
      "RP3014": [
        "remove the address of controller usb 0 (piix3-uhci), so that it is placed again",
      ],
      "RP3015": [
        "remove the address of controller sata 0, so that it is placed again",
      ],
      "RP3017": [
        "remove the address of controller pci 1 (pci-bridge), so that it is placed again (unsafe)",
      ],
      "RP3022": [
        "remove the address of iommu virtio, so that it is placed again (unsafe)",
      ],
    }
  `);
});
