import { isSince, type Release } from './releases.ts';
import { ARCHITECTURES } from './tables/architectures.ts';
import { ADDRESS_PARTS, DEVICE_PARTS, DOCUMENT_PARTS, PART_VALUES } from './tables/document-parts.ts';
import { ELEMENTS } from './tables/elements.ts';
import { NIC_MODELS } from './tables/nic-models.ts';

const words = (text: string | undefined): readonly string[] => text?.split(' ').filter((word) => word !== '') ?? [];

/** Names that may stand at a place, beside those of the settings that libvirt takes from a list. */
export interface DocumentParts {
  readonly attributes: readonly string[];
  readonly elements: readonly string[];
}

/** The parts at a place as `tables/document-parts.ts` names it; `isDevice`: it is a device itself. */
export function documentParts(place: string, isDevice: boolean): DocumentParts {
  const rows = DOCUMENT_PARTS.filter((row) => row.place === place);
  return {
    attributes: rows.flatMap((row) => words(row.attributes)),
    elements: [...rows.flatMap((row) => words(row.elements)), ...(isDevice ? words(DEVICE_PARTS) : [])],
  };
}

/** The types of address. */
export const ADDRESS_TYPE_NAMES: readonly string[] = Object.keys(ADDRESS_PARTS);

/** The attributes of an address of a type. */
export const addressParts = (type: string): readonly string[] => words(ADDRESS_PARTS[type]);

/** The values of a part that has few: of an attribute, `cpu@mode`, or the text of an element. */
export function partValues(place: string): readonly string[] {
  if (place === 'interface/model@type') return NIC_MODELS;
  if (place === '/os/type@arch') return ARCHITECTURES.flatMap(({ arches }) => arches);
  return words(PART_VALUES[place]);
}

/** Whether libvirt knows a device element at a release. */
export function knowsElement(name: string, release: Release): boolean {
  const since = ELEMENTS.find((row) => row.name === name)?.since;
  return since === undefined || isSince(release, since);
}
