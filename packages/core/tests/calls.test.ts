import { describe, expect, test } from 'vitest';
import * as core from '../src/index.ts';

const XML =
  "<domain type='kvm'><name>a</name><memory>1024</memory><os><type arch='x86_64' machine='q35'>hvm</type></os><devices><interface type='user'><model type='virtio'/></interface></devices></domain>";

function planned(): core.Plan {
  const result = core.planDomain(XML);
  if (!result.ok) throw new Error('the document is refused');
  return result.plan;
}
const plan = planned();
const planner = (xml: string) => core.planDomain(xml);

/** Right arguments of each function that takes any. */
const CALLS = {
  applyEdits: ['', []],
  argumentPlaces: [plan],
  attachDevice: [XML, '<rng/>', planner],
  canonicalXml: [plan],
  capabilitiesFor: ['libvirt-9.0', 'x86_64'],
  capacityOf: [plan, { most: 1 }],
  changedInterfaceNames: [plan, plan],
  changesBetween: ['9.0', '9.1'],
  checkDomain: [XML, planner, {}],
  comparePlans: [plan, plan, {}],
  compareProfiles: [XML, ['libvirt-9.0'], planner],
  convertMachine: [XML, planner, {}],
  createLineIndex: [''],
  createLock: [plan],
  decodeXml: [new Uint8Array()],
  deviceIds: [plan],
  doubtfulChanges: ['9.0'],
  explainPlan: [plan],
  explainRefusal: [[]],
  findProfile: ['9.0'],
  findSubject: [plan, 'net0'],
  fixDomain: [XML, planner, {}],
  forgetChoices: [XML, planner],
  otherAnswer: [XML, 'libvirt-9.0', plan, planner],
  patchEdits: [plan],
  patchXml: [plan],
  planDomain: [XML, {}],
  planJson: [plan],
  planQemuDevices: [plan],
  portableDocument: [XML, 'libvirt-9.0', 'libvirt-9.0', planner],
  predictGuest: [plan, {}],
  qemuArgs: [plan, {}],
  qemuBusNames: [plan],
  qemuCommand: [plan],
  reservePlaces: [XML, planner, { free: 1 }],
  topologyDot: [plan],
  topologyMermaid: [plan],
  topologySvg: [plan],
  topologyView: [plan],
  treeLayout: [plan, {}],
  treeText: [plan, {}],
  visible: [''],
  visibleLines: [''],
  windowsBudget: [plan, {}],
} as const satisfies Partial<Record<keyof typeof core, readonly unknown[]>>;

const call = (name: string, args: readonly unknown[]): unknown => {
  const found: unknown = Reflect.get(core, name);
  if (typeof found !== 'function') throw new Error(`${name} is not public`);
  return found(...args);
};

describe('wrong calls', () => {
  test.each(Object.entries(CALLS))('%s names the argument that is wrong', (name, args) => {
    expect(() => call(name, args)).not.toThrow();
    for (const [position] of args.entries()) {
      for (const wrong of [null, 7]) {
        const given = args.map((one, at) => (at === position ? wrong : one));
        expect(() => call(name, given), `argument ${position}`).toThrow(
          new RegExp(`^${name}: \\w+ has to be .+, not (null|the number 7)$`),
        );
        expect(() => call(name, given)).toThrow(TypeError);
      }
    }
  });

  test.each([
    ['planDomain', [XML, { profil: '9.0' }], 'planDomain: options has no "profil"; did you mean "profile"?'],
    ['planDomain', [XML, { qemu: 7.2 }], 'planDomain: options.qemu has to be a string, not the number 7.2'],
    ['capacityOf', [plan, { most: -1 }], 'capacityOf: options.most has to be a whole number from 0, not the number -1'],
    [
      'patchXml',
      [core.planDomain(XML)],
      'patchXml: plan has to be a plan, as planDomain returns it in "plan", not an object',
    ],
    ['qemuArgs', [plan, { syntax: 'yaml' }], 'qemuArgs: options.syntax has to be "text" or "json", not "yaml"'],
    [
      'compareProfiles',
      [XML, ['libvirt-9.0', 9], planner],
      'compareProfiles: profiles has entry 1, which has to be a string, not the number 9',
    ],
  ])('%s says what is wrong with an option', (name, args, message) => {
    expect(() => call(name, args)).toThrow(new TypeError(message));
  });
});

test.each(['9.0', 'libvirt-9.0.0', 'LIBVIRT-9.0'])('the profile %s is the one that the command takes', (profile) => {
  const result = core.planDomain(XML, { profile });
  expect(result.ok && result.plan.profile).toBe('libvirt-9.0');
  expect(core.planDomain(XML, { profile: 'none' }).diagnostics.map(({ code }) => code)).toEqual(['RP4003']);
});
