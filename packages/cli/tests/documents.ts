import { patchXml, planDomain } from '@rootport/core';

/** A domain with something to plan. */
export const BARE = `<domain type='kvm'>
  <name>small</name>
  <memory>1048576</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <memballoon model='virtio'/> <!-- no address yet -->
  </devices>
</domain>
`;

/** What the core makes of {@link BARE}: nothing is left to plan in it. */
export const PLANNED = planned(BARE);

/** Refused with RP1002. */
export const FOREIGN = '<network/>\n';

function planned(xml: string): string {
  const result = planDomain(xml);
  if (!result.ok) throw new Error(`refused: ${result.diagnostics.map(({ code }) => code).join()}`);
  return patchXml(result.plan);
}
