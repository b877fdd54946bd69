import { isArch } from '../../basics/index.ts';
import { createDiagnostic, type Diagnostic } from '../../diagnostics/index.ts';
import { osTypeOf } from '../../domain/index.ts';
import { DEFAULT_PROFILE } from '../../profiles/index.ts';
import { attribute } from '../../xml/index.ts';
import type { LintInput } from '../lint.ts';

interface Guess {
  /** What the name is recognised by, with its version as the first group. */
  readonly looksLike: RegExp;
  readonly arch: 'x86' | 'arm' | 'riscv' | 'ppc64' | 's390';
  /** The names that libvirt goes by (M-NAME). */
  readonly names: string;
  readonly plain: string;
  readonly versioned: string;
}

const GUESSES: readonly Guess[] = [
  {
    looksLike: /q35(?:-(\d+\.\d+))?/i,
    arch: 'x86',
    names: 'q35 and pc-q35-VERSION',
    plain: 'q35',
    versioned: 'pc-q35-',
  },
  {
    looksLike: /i?440(?:fx)?(?:-(\d+\.\d+))?/i,
    arch: 'x86',
    names: 'pc and pc-i440fx-VERSION',
    plain: 'pc',
    versioned: 'pc-i440fx-',
  },
  { looksLike: /virt-?(\d+\.\d+)?/i, arch: 'arm', names: 'virt and virt-VERSION', plain: 'virt', versioned: 'virt-' },
  { looksLike: /virt-?(\d+\.\d+)?/i, arch: 'riscv', names: 'virt and virt-VERSION', plain: 'virt', versioned: 'virt-' },
  {
    looksLike: /p-?series(?:-(\d+\.\d+))?/i,
    arch: 'ppc64',
    names: 'pseries and pseries-VERSION',
    plain: 'pseries',
    versioned: 'pseries-',
  },
  {
    looksLike: /s390-?ccw.*?(\d+\.\d+)?$/i,
    arch: 's390',
    names: 's390-ccw-virtio and s390-ccw-virtio-VERSION',
    plain: 's390-ccw-virtio',
    versioned: 's390-ccw-virtio-',
  },
];

/** RP6015: a machine that looks like one that libvirt knows, and is none to it, so that its root bus is missing. */
export function machineNearlyRight({ domain, plan, options }: LintInput): readonly Diagnostic[] {
  const { arch, family, name } = domain.machine;
  if (family !== 'other') return [];
  const guess = GUESSES.find((row) => isArch(arch, row.arch) && row.looksLike.test(name));
  if (guess === undefined) return [];
  const version = guess.looksLike.exec(name)?.[1];
  const nearest = version === undefined ? guess.plain : `${guess.versioned}${version}`;
  const type = osTypeOf(domain.element);
  const written = type === undefined ? undefined : attribute(type, 'machine');
  if (written === undefined || nearest === name) return [];
  // What works without PCI is not changed unasked.
  const safe = plan === undefined;
  return [
    createDiagnostic('RP6015', {
      span: written.valueSpan,
      values: { machine: name, names: guess.names, nearest, profile: options.profile ?? DEFAULT_PROFILE },
      fixes: [{ title: `write machine='${nearest}'`, edits: [{ span: written.valueSpan, newText: nearest }], safe }],
    }),
  ];
}
