import { unreachable } from '../basics/index.ts';
import { visible } from '../text/index.ts';
import { formatPciAddress } from '../topology/index.ts';
import type { Device } from './device.ts';

/**
 * The device as its user would name it: `disk vda`, `controller pci 3 (pcie-root-port)`, `interface 52:54:00:…`. What the
 * document gives is made visible, so the label may be shown as it is.
 */
export function deviceLabel(device: Device): string {
  return visible(labelOf(device));
}

function labelOf(device: Device): string {
  switch (device.kind) {
    case 'disk':
      return `disk ${device.target}`;
    case 'controller': {
      // One that is not numbered yet has the index -1.
      const number = device.index < 0 ? '' : ` ${device.index}`;
      return `controller ${device.type}${number}${device.model === undefined ? '' : ` (${device.model})`}`;
    }
    case 'interface':
      return labelled('interface', device.mac ?? device.network, device.model ?? device.type);
    case 'hostdev':
      return labelled(
        'hostdev',
        device.host === undefined ? device.source : formatPciAddress(device.host),
        device.type,
      );
    case 'filesystem':
      return labelled('filesystem', device.target);
    case 'smartcard':
      return labelled('smartcard', device.mode);
    case 'serial':
    case 'parallel':
    case 'console':
      return labelled(device.kind, device.targetPort?.toString(), device.targetType);
    case 'channel':
      return labelled('channel', device.targetName, device.targetType);
    case 'input':
      return `input ${device.type} (${device.bus})`;
    case 'graphics':
    case 'hub':
    case 'redirdev':
      return labelled(device.kind, device.type);
    case 'shmem':
      return labelled('shmem', device.name, device.model);
    case 'memory':
    case 'tpm':
    case 'sound':
    case 'audio':
    case 'video':
    case 'watchdog':
    case 'memballoon':
    case 'rng':
    case 'nvram':
    case 'panic':
    case 'iommu':
    case 'vsock':
    case 'crypto':
    case 'pstore':
      return labelled(device.kind, device.model);
    default:
      return unreachable(device);
  }
}

/** How messages call the holder of a place: a device, or what the chipset has there. */
export function ownerName(owner: Device | { readonly kind: 'reserved'; readonly what: string }): string {
  return owner.kind === 'reserved' ? owner.what : deviceLabel(owner);
}

function labelled(kind: string, name: string | undefined, detail?: string): string {
  const subject = name === undefined || name === '' ? kind : `${kind} ${name}`;
  return detail === undefined ? subject : `${subject} (${detail})`;
}
