import { createDiagnostic, type Diagnostic, type Fix } from '../../diagnostics/index.ts';
import { deviceSpan, rootModel } from '../../domain/index.ts';
import { openSlots } from '../../plan/index.ts';
import { insertAfter } from '../../xml/index.ts';
import type { LintInput } from '../lint.ts';
import { counted, pciControllers } from '../look.ts';

/** RP6003: nothing can be plugged in any more. */
export function noFreeHotplugPort(input: LintInput): readonly Diagnostic[] {
  const { domain, plan } = input;
  const root = rootModel(domain);
  if (plan === undefined || root === undefined) return [];
  const wanted = root === 'pcie-root' ? 'pcie' : 'pci';
  if (openSlots(plan).some(({ hotpluggable, takes }) => hotpluggable && takes === wanted)) return [];
  const controllers = pciControllers(domain);
  // A guest that has no port at all was never meant for it.
  if (controllers.length === 1) return [];
  const fix = root === 'pcie-root' ? addPort(input) : undefined;
  return [
    createDiagnostic('RP6003', {
      span: deviceSpan(controllers.find(({ element }) => element !== undefined)) ?? domain.devicesElement?.startTag,
      values: {
        place: root === 'pcie-root' ? 'port' : 'slot',
        controllers: counted(controllers.filter(({ index }) => index > 0).length, 'PCI controller'),
      },
      fixes: fix === undefined ? [] : [fix],
    }),
  ];
}

// The ports that are added by themselves have to be written, too: a written one keeps the next from being added.
function addPort({ domain, plan }: LintInput): Fix | undefined {
  const last = pciControllers(domain).findLast(({ element }) => element !== undefined)?.element;
  if (last === undefined || plan === undefined) return undefined;
  const grown = plan.growth.filter(({ cause }) => cause === 'no-room');
  const count = grown.filter(({ model }) => model === 'pcie-root-port').length + 1;
  // Without an index, one of them would become the root.
  const others = pciControllers(domain).filter(({ index }) => !grown.some((one) => one.index === index));
  const first = Math.max(...others.map(({ index }) => index)) + 1;
  const specs = Array.from({ length: count }, (_, position) => ({
    name: 'controller',
    attributes: [
      ['type', 'pci'],
      ['index', String(first + position)],
      ['model', 'pcie-root-port'],
    ] as const,
  }));
  const added = count === 2 ? 'one' : count - 1;
  const why = count === 1 ? '' : `: the ${added} that libvirt adds anyway, and one more`;
  return {
    title: `add ${counted(count, 'pcie-root-port')}${why}`,
    edits: [insertAfter(domain.document, last, specs)],
    // Whether anything will ever be plugged in, only its user knows.
    safe: false,
  };
}
