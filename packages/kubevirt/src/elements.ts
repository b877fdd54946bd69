import type { Plan, XmlElement } from '@rootport/core';

/** The first child element of a name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  for (const node of element?.children ?? []) if (node.kind === 'element' && node.name === name) return node;
  return undefined;
}

/** The value of an attribute. */
export function attributeOf(element: XmlElement | undefined, name: string): string | undefined {
  return element?.attributes.find((one) => one.name === name)?.value;
}

/** The name that KubeVirt gives a device after the one in the VMI; other aliases libvirt gives anew at each start. */
export function givenAlias(element: XmlElement | undefined): string | undefined {
  const alias = attributeOf(childOf(element, 'alias'), 'name');
  return alias?.startsWith('ua-') === true ? alias : undefined;
}

/** Every device of a plan. */
export function devicesOf(plan: Plan) {
  return Object.values(plan.domain.devices).flat();
}
