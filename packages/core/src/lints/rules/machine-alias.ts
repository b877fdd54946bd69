import { createDiagnostic, type Diagnostic } from '../../diagnostics/index.ts';
import { allDevices, type Domain, osTypeOf } from '../../domain/index.ts';
import { attribute, attributeValue, child } from '../../xml/index.ts';
import type { LintInput } from '../lint.ts';

/** Names that each QEMU takes for its newest version, with the form of a versioned one. */
const ALIASES = [
  { name: 'pc', versioned: 'pc-i440fx-' },
  { name: 'q35', versioned: 'pc-q35-' },
  { name: 'virt', versioned: 'virt-' },
  { name: 'pseries', versioned: 'pseries-' },
  { name: 's390-ccw-virtio', versioned: 's390-ccw-virtio-' },
] as const;

/**
 * RP6010: a machine type without a version, which means another machine in each version of QEMU. Where no address is fixed it is what
 * templates are written with, so that nothing is said unless a setting names the code.
 */
export function machineAlias({ domain, options }: LintInput): readonly Diagnostic[] {
  const alias = ALIASES.find(({ name }) => name === domain.machine.name);
  if (alias === undefined || !(hasFixedPlace(domain) || options.rules?.RP6010 !== undefined)) return [];
  const type = osTypeOf(domain.element);
  const written = type === undefined ? undefined : attribute(type, 'machine');
  const version = options.qemu === undefined ? undefined : /^\d+\.\d+/.exec(options.qemu)?.[0];
  const fixes =
    written === undefined || version === undefined
      ? []
      : [
          {
            title: `write ${alias.versioned}${version}, what ${alias.name} is to QEMU ${version}`,
            edits: [{ span: written.valueSpan, newText: `${alias.versioned}${version}` }],
            safe: false,
          },
        ];
  return [
    createDiagnostic('RP6010', {
      span: written?.valueSpan ?? type?.startTag ?? domain.element.startTag,
      values: { machine: alias.name, versioned: `${alias.versioned}VERSION` },
      fixes,
    }),
  ];
}

function hasFixedPlace(domain: Domain): boolean {
  return allDevices(domain).some(({ element }) => {
    const address = element === undefined ? undefined : child(element, 'address');
    return address !== undefined && attributeValue(address, 'slot') !== undefined;
  });
}
