import { parseArgs } from 'node:util';
import { findProfile, type PlanOptions, planDomain, visible } from '@rootport/core';
import { answer, textOf } from './answer.ts';
import type { DefineSettings } from './define-domain.ts';
import { readNodeFacts } from './node-facts.ts';
import { serve } from './serve.ts';
import { pluginServices, sidecarServices } from './services.ts';

const HELP = `rootport-kubevirt [plugin | sidecar | define] [OPTIONS]

Keeps the PCI addresses of KubeVirt's virtual machines, reserves ports for hotplug
and places GPUs, as the annotations of the VM ask: rootport/lock, rootport/reserve,
rootport/place.

  plugin    serves KubeVirt's Plugin API (the default)
  sidecar   serves the older hook sidecar
  define    answers once: --vmi JSON --domain XML, as the program onDefineDomain of
            KubeVirt's sidecar image does; the same when it is called by that name

Options:
  --socket PATH   where to listen, by default ${'/var/run/kubevirt-plugin/rootport/rootport.sock'}
                  or ${'/var/run/kubevirt-hooks/rootport.sock'}
  --host PATH     facts about the node, as "rootport host -o json" prints them: a
                  file, or a folder with NODE.json for each node (NODE_NAME)
  --profile NAME  the libvirt of virt-launcher, such as libvirt-11.3
  --qemu VERSION  its QEMU, such as 10.0
  --help, --version

SIGTERM ends it. Exit codes: 0 fine; 1 refused; 2 wrong call, or no place to listen.
`;

const SOCKETS = {
  plugin: '/var/run/kubevirt-plugin/rootport/rootport.sock',
  sidecar: '/var/run/kubevirt-hooks/rootport.sock',
} as const;

/** The whole program: its arguments, the name that it was called by. Resolves to the exit code, when it is over. */
export async function main(args: readonly string[], calledAs: string, version: string): Promise<number> {
  const parsed = parse(args);
  if (typeof parsed === 'string') return complain(parsed);
  const { values, positionals } = parsed;
  if (values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  if (values.version === true && values.domain === undefined) {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  const settings = settingsOf(values);
  if (typeof settings === 'string') return complain(settings);
  const [mode = /onDefineDomain/.test(calledAs) ? 'define' : 'plugin', ...others] = positionals;
  if (others.length > 0) return complain(`"${others[0]}" is too much`);
  switch (mode) {
    case 'define':
      return define(values, settings);
    case 'plugin':
      return listen(values.socket ?? SOCKETS.plugin, pluginServices(settings, log));
    case 'sidecar':
      return listen(values.socket ?? SOCKETS.sidecar, sidecarServices('rootport', settings, log));
    default:
      return complain(`there is no "${mode}"`);
  }
}

const OPTIONS = {
  socket: { type: 'string' },
  host: { type: 'string' },
  profile: { type: 'string' },
  qemu: { type: 'string' },
  vmi: { type: 'string' },
  domain: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

interface Values {
  readonly socket?: string;
  readonly host?: string;
  readonly profile?: string;
  readonly qemu?: string;
  readonly vmi?: string;
  readonly domain?: string;
  readonly help?: boolean;
  readonly version?: boolean;
}

function parse(args: readonly string[]): { readonly values: Values; readonly positionals: readonly string[] } | string {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    return error instanceof Error ? error.message : `${error}`;
  }
}

function settingsOf({ host, profile, qemu }: Values): DefineSettings | string {
  const found = profile === undefined ? undefined : findProfile(profile);
  if (profile !== undefined && found === undefined) return `--profile: no libvirt "${profile}" is known`;
  if (qemu !== undefined && !/^\d{1,2}\.\d{1,2}(?:\.\d{1,2})?$/.test(qemu)) return `--qemu: "${qemu}" is not a version`;
  const options: PlanOptions = {
    ...(found === undefined ? {} : { profile: found }),
    ...(qemu === undefined ? {} : { qemu }),
  };
  return {
    planner: (xml) => planDomain(xml, options),
    nodeFacts: () => readNodeFacts(host, process.env['NODE_NAME']),
  };
}

/** I-KH-SHIM. */
function define({ vmi, domain }: Values, settings: DefineSettings): number {
  if (vmi === undefined || domain === undefined) return complain('define needs --vmi and --domain');
  const answered = answer({ domain: Buffer.from(domain), vmi: Buffer.from(vmi) }, settings);
  log(answered.log);
  if (!answered.ok) return 1;
  process.stdout.write(answered.domain);
  return 0;
}

async function listen(path: string, services: Parameters<typeof serve>[1]): Promise<number> {
  const serving = await serve(path, services);
  if (!serving.ok) return complain(textOf(serving.diagnostic));
  log(`listening on ${path}`);
  await new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  await serving.stop();
  return 0;
}

function log(line: string): void {
  process.stderr.write(`rootport: ${visible(line)}\n`);
}

function complain(problem: string): number {
  process.stderr.write(`rootport-kubevirt: ${visible(problem)}\n`);
  return 2;
}
