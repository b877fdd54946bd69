import { createDiagnostic, type Diagnostic } from '../../diagnostics/index.ts';
import type { Span } from '../../text/index.ts';

/** One setting of a guest's configuration: `net0: virtio=BC:24:11:00:00:01,bridge=vmbr0`. */
export interface ProxmoxSetting {
  /** `net` of `net0`. */
  readonly kind: string;
  /** 0 of `net0`; absent where the name has no number. */
  readonly number?: number;
  readonly key: string;
  readonly value: string;
  readonly span: Span;
}

export interface ProxmoxConfig {
  readonly settings: readonly ProxmoxSetting[];
  readonly diagnostics: readonly Diagnostic[];
}

/** In UTF-16 code units. The largest real files have some ten thousand. */
const LONGEST = 2 ** 20;

/**
 * The settings in force of a file of /etc/pve/qemu-server; what follows a `[snapshot]` is of the past. RP5560 tells
 * what is no setting. The last of two settings with one name counts, as in Proxmox.
 */
export function readProxmoxConfig(text: string): ProxmoxConfig {
  const settings = new Map<string, ProxmoxSetting>();
  const diagnostics: Diagnostic[] = [];
  const refuse = (problem: string, span?: Span): void => {
    diagnostics.push(createDiagnostic('RP5560', { span, values: { problem } }));
  };
  if (text.length > LONGEST) refuse('the file is longer than 1 MiB');
  else {
    let start = 0;
    for (const line of text.split('\n')) {
      const span = { start, end: start + line.trimEnd().length };
      start += line.length + 1;
      if (/^\s*(#|$)/.test(line)) continue;
      if (line.startsWith('[')) break;
      const [, key, kind = '', number, value] = /^(([a-z][a-z_-]*?)(\d{0,3})):\s*(.*?)\s*$/.exec(line) ?? [];
      if (key === undefined || value === undefined) {
        refuse('this line is not a setting "name: value"', span);
        // A file of another kind would be told line by line.
        break;
      }
      settings.set(key, { kind, ...(number === '' ? {} : { number: Number(number) }), key, value, span });
    }
    if (settings.size === 0 && diagnostics.length === 0) refuse('it has no settings');
  }
  return { settings: [...settings.values()], diagnostics };
}

/** The parts of a value: `virtio=MAC,bridge=vmbr0`; a part without `=` is under the name that is its default. */
export function partsOf(value: string, byDefault: string): ReadonlyMap<string, string> {
  return new Map(
    value
      .split(',')
      .filter((part) => part !== '')
      .map((part): [string, string] => {
        const [name = '', ...rest] = part.split('=');
        return rest.length === 0 ? [byDefault, name.trim()] : [name.trim(), rest.join('=').trim()];
      }),
  );
}

/** Whether a switch such as `agent: enabled=1` is on. */
export const isOn = (value: string | undefined): boolean => /^(1|on|yes|true)$/i.test(value ?? '');
