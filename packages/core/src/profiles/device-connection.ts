import type { Device } from '../domain/index.ts';
import type { Profile } from './profile.ts';
import { findConnection } from './select.ts';
import type { ConnectionRow } from './tables/connections.ts';

/** The row of N-CLASS that holds for a device, PCI controllers apart; undefined when the device does not use PCI. */
export function connectionRow(profile: Profile, device: Device): ConnectionRow | undefined {
  const [name, model] = connectionKey(device);
  return findConnection(profile.connections, name, model);
}

// The device class and model under which the connection table lists a device.
function connectionKey(device: Device): readonly [device: string, model: string] {
  switch (device.kind) {
    case 'controller':
      return [`controller ${device.type}`, device.model ?? ''];
    case 'disk':
      return [`disk ${device.bus}`, device.model ?? ''];
    case 'interface':
      return device.type === 'hostdev'
        ? [`hostdev ${device.hostType ?? 'pci'}`, '']
        : ['interface', device.model ?? ''];
    case 'hostdev':
      return hostdevKey(device);
    case 'sound':
      return [device.model?.startsWith('virtio') === true ? 'sound virtio' : 'sound', device.model ?? ''];
    case 'filesystem':
      return [
        'filesystem',
        ['path', 'handle', 'virtiofs'].includes(device.driver) ? (device.model ?? '') : device.driver,
      ];
    case 'input':
      return [`input ${device.bus}`, device.model ?? ''];
    case 'serial':
      return ['serial', device.targetType ?? ''];
    case 'memballoon':
    case 'rng':
    case 'watchdog':
    case 'video':
    case 'vsock':
    case 'memory':
    case 'iommu':
    case 'crypto':
    case 'panic':
    case 'pstore':
    case 'shmem':
      return [device.kind, device.model ?? ''];
    default:
      return [device.kind, ''];
  }
}

function hostdevKey(device: Device & { kind: 'hostdev' }): readonly [string, string] {
  if (device.mode !== 'subsystem') return ['hostdev none', ''];
  if (device.type === 'mdev' && device.model !== 'vfio-pci') return ['hostdev mdev', device.model ?? ''];
  return [`hostdev ${device.type}`, device.model ?? ''];
}
