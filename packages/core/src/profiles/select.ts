import { inForce, type Release } from './releases.ts';
import { CONNECTIONS, type ConnectionRow } from './tables/connections.ts';

/** Connection rows in force: by device class, then by model (`*` where none names it). */
export type ConnectionTable = ReadonlyMap<string, ReadonlyMap<string, ConnectionRow>>;

/** The rows of the connection table at one release; a later row for the same model replaces an earlier one. */
export function compileConnections(release: Release): ConnectionTable {
  const table = new Map<string, Map<string, ConnectionRow>>();
  for (const row of CONNECTIONS) {
    if (!inForce(row, release)) continue;
    const models = table.get(row.device) ?? new Map<string, ConnectionRow>();
    for (const model of row.models) models.set(model, row);
    table.set(row.device, models);
  }
  return table;
}

/** The row for a device class and model; undefined when the device does not use PCI. */
export function findConnection(table: ConnectionTable, device: string, model: string): ConnectionRow | undefined {
  const models = table.get(device);
  return models?.get(model) ?? models?.get('*');
}
