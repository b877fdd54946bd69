import {
  type ServerUnaryCall,
  type ServiceDefinition,
  type sendUnaryData,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { type Answer, answer, type Question } from './answer.ts';
import type { DefineSettings } from './define-domain.ts';
import { bytesAt, message, readFields, textAt, WireError } from './wire.ts';

/** A service of KubeVirt with what answers it. */
export interface Service {
  readonly definition: ServiceDefinition;
  readonly implementation: UntypedServiceImplementation;
}

export type Log = (line: string) => void;

/** I-KP-PROTO. */
export function pluginServices(settings: DefineSettings, log: Log): readonly Service[] {
  return [
    service('kubevirt.hooks.plugins.v1alpha1.DomainHookService', {
      MutateDomain: defining(settings, log, (request) => {
        const fields = readFields(request);
        const type = textAt(fields, 1);
        if (type !== 'libvirt') throw new WireError('domain_type is not "libvirt"');
        const context = textAt(readFields(bytesAt(fields, 4)), 1);
        return { domain: bytesAt(fields, 2), vmi: bytesAt(fields, 3), context };
      }),
    }),
  ];
}

const VERSIONS = ['v1alpha1', 'v1alpha2', 'v1alpha3'] as const;
const NOTHING = Buffer.alloc(0);

/** I-KH-PROTO. Only the definition is asked for; who asks for more gets it back as it was. */
export function sidecarServices(name: string, settings: DefineSettings, log: Log): readonly Service[] {
  const info = message([1, name], [3, message([1, 'OnDefineDomain'])], ...VERSIONS.map((one) => [4, one] as const));
  const define = defining(settings, log, (request) => {
    const fields = readFields(request);
    return { domain: bytesAt(fields, 1), vmi: bytesAt(fields, 2) };
  });
  const cloudInit: Method = (request) => {
    const fields = readFields(request);
    return message([1, bytesAt(fields, 1)], [3, bytesAt(fields, 3)]);
  };
  return [
    service('kubevirt.hooks.info.Info', { Info: () => info }),
    ...VERSIONS.map((version) =>
      service(`kubevirt.hooks.${version}.Callbacks`, {
        OnDefineDomain: define,
        ...(version === 'v1alpha1' ? {} : { PreCloudInitIso: cloudInit }),
        ...(version === 'v1alpha3' ? { Shutdown: () => NOTHING } : {}),
      }),
    ),
  ];
}

/** From the bytes of a request to those of the answer; throws a {@link WireError} or a {@link Refusal}. */
type Method = (request: Uint8Array) => Buffer;

class Refusal extends Error {
  readonly code: status;

  constructor(code: status, text: string) {
    super(text);
    this.code = code;
  }
}

const CODES: Readonly<Record<Extract<Answer, { ok: false }>['reason'], status>> = {
  unreadable: status.INVALID_ARGUMENT,
  refused: status.FAILED_PRECONDITION,
  bug: status.INTERNAL,
};

function defining(settings: DefineSettings, log: Log, read: (request: Uint8Array) => Question): Method {
  return (request) => {
    const answered = answer(read(request), settings);
    log(answered.log);
    if (!answered.ok) throw new Refusal(CODES[answered.reason], answered.text);
    return message([1, answered.domain]);
  };
}

function service(name: string, methods: Readonly<Record<string, Method>>): Service {
  const entries = Object.entries(methods);
  const definition = entries.map(([method]) => [
    method,
    {
      path: `/${name}/${method}`,
      requestStream: false,
      responseStream: false,
      // Bytes: a request that cannot be read is answered by us, with a code that says so.
      requestDeserialize: (bytes: Buffer) => bytes,
      requestSerialize: (bytes: Buffer) => bytes,
      responseDeserialize: (bytes: Buffer) => bytes,
      responseSerialize: (bytes: Buffer) => bytes,
    },
  ]);
  const implementation = entries.map(([method, run]) => [
    method,
    ({ request }: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) => {
      try {
        done(null, run(request));
      } catch (error) {
        done(fault(error));
      }
    },
  ]);
  return { definition: Object.fromEntries(definition), implementation: Object.fromEntries(implementation) };
}

function fault(error: unknown): { readonly code: status; readonly details: string } {
  if (error instanceof Refusal) return { code: error.code, details: error.message };
  if (error instanceof WireError) return { code: status.INVALID_ARGUMENT, details: `${error.message} [RP5565]` };
  return { code: status.INTERNAL, details: 'rootport has a bug [RP5007]' };
}
