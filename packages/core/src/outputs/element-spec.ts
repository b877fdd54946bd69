import type { ElementSpec } from '../xml/index.ts';

// An element to be written, looked at and changed; each change is a new element.

/** The value of an attribute. */
export const written = (spec: ElementSpec, name: string): string | undefined =>
  spec.attributes.find(([own]) => own === name)?.[1];

/** The attributes of these names. */
export const only = (spec: ElementSpec, ...names: readonly string[]): ElementSpec['attributes'] =>
  spec.attributes.filter(([name]) => names.includes(name));

/** The children of a name. */
export const childrenOf = (spec: ElementSpec, name: string): readonly ElementSpec[] =>
  (spec.children ?? []).filter((one) => one.name === name);

export function withoutAttributes(spec: ElementSpec, ...names: readonly string[]): ElementSpec {
  return { ...spec, attributes: spec.attributes.filter(([name]) => !names.includes(name)) };
}

export function withoutChildren(spec: ElementSpec, ...names: readonly string[]): ElementSpec {
  return { ...spec, children: (spec.children ?? []).filter(({ name }) => !names.includes(name)) };
}

/** With attributes of these values; those that are there change theirs in place. */
export function withValues(spec: ElementSpec, values: ElementSpec['attributes']): ElementSpec {
  const fresh = values.filter(([name]) => written(spec, name) === undefined);
  const kept = spec.attributes.map((own) => values.find(([name]) => name === own[0]) ?? own);
  return { ...spec, attributes: [...kept, ...fresh] };
}

/** With those of the attributes that it lacks. */
export const withDefaults = (spec: ElementSpec, values: ElementSpec['attributes']): ElementSpec =>
  withValues(
    spec,
    values.filter(([name]) => written(spec, name) === undefined),
  );

/** With every child of a name changed. */
export function onChild(spec: ElementSpec, name: string, change: (child: ElementSpec) => ElementSpec): ElementSpec {
  return { ...spec, children: (spec.children ?? []).map((one) => (one.name === name ? change(one) : one)) };
}

/** With a child, unless it has one of that name. */
export function withChild(spec: ElementSpec, child: ElementSpec): ElementSpec {
  return childrenOf(spec, child.name).length > 0 ? spec : { ...spec, children: [...(spec.children ?? []), child] };
}
