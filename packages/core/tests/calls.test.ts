import { describe, expect, test } from 'vitest';
import * as core from '../src/index.ts';

const HOST_ADDRESS = '0000:41:00.0';
const XML = `<domain type='kvm'><name>a</name><memory>1024</memory><os><type arch='x86_64' machine='q35'>hvm</type></os><devices><interface type='user'><model type='virtio'/></interface><hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0' bus='0x41' slot='0' function='0'/></source></hostdev></devices></domain>`;
const REFUSED = XML.replace("machine='q35'", "machine='q36'");
const NIC = "<interface type='user'><mac address='52:54:00:00:00:02'/><model type='virtio'/></interface>";

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the test has no value to call with');
  return value;
}
function planned(): core.Plan {
  const result = core.planDomain(XML);
  if (!result.ok) throw new Error('the document is refused');
  return result.plan;
}
function predicted(plan: core.Plan): core.Guest {
  const result = core.predictGuest(plan);
  if (!result.ok) throw new Error('the guest is not predicted');
  return result.guest;
}
const plan = planned();
const planner = (xml: string) => core.planDomain(xml);
const guest = predicted(plan);
const lspci = `0000:40:01.0 PCI bridge [0604]: Intel [8086:1234]\n\tBus: primary=40, secondary=41, subordinate=41\n${HOST_ADDRESS} 3D controller [0302]: NVIDIA [10de:2330]\n\tNUMA node: 0\n`;
const host = there(core.readHost([{ file: 'lspci.txt', text: lspci }]).host);
const places = core.guestPlaces(plan);
const pairs = core.peerPairs(plan, host);
const layout = core.treeLayout(plan);
const device = there(plan.domain.devices.interface[0]);
const id = there(core.deviceIds(plan).get(device));
const diagnostic = there(core.planDomain(REFUSED).diagnostics[0]);
const attachment = core.attachDevice(XML, NIC, planner);
const subject = core.findSubject(plan, 'net0');
const profile = '9.0';
const request = { free: 1, kind: 'pcie', qemu: '7.2' };
const place = {
  ...{ host, policy: 'per-node', devices: [HOST_ADDRESS], kinds: ['gpu'], loose: true, move: true, nodes: { a: 0 } },
  ...{ cells: { 0: 0 }, virtualFunctions: [], smmu: false, applyHints: true },
};
const planOptions = {
  ...{ profile, capabilities: [], capabilitiesByArch: { x86_64: [] }, qemu: '7.2', hostArch: 'x86_64' },
  ...{ newlyDefined: true, host: { hostDevices: {}, hostdevNetworks: [] }, onStage: () => undefined },
};
const checkOptions = { profile, qemu: '7.2', hostArch: 'x86_64', host: {}, rules: { RP6001: 'off' } };
const assistOptions = { profile, qemu: '7.2', hostArch: 'x86_64', plan };
const layoutOptions = {
  ...{ width: 900, measure: () => 7, collapse: 4, expanded: new Set(), clashing: new Set(), refused: [] },
  ...{ before: new Map(), gone: [] },
};
const windowsOptions = {
  ...{ firmware: 'ovmf', firmwareVersion: '2025.02', firmwareVersions: {}, qemu: '7.2', addressBits: 40 },
  ...{ vendor: 'Intel', host: {} },
};

/** Right arguments of every function that is public, with all options that it has. */
const CALLS: Readonly<Record<FunctionName, readonly unknown[]>> = {
  addToPlan: [plan, core.newDeviceSpec(plan, 'disk') ?? { name: 'rng', attributes: [] }, planner],
  addableDevices: [plan, planner],
  addressHints: [plan],
  applyEdits: ['', [{ span: { start: 0, end: 0 }, newText: 'a' }]],
  argumentPlaces: [plan],
  arePlacedAlike: [plan, plan],
  attachDevice: [XML, NIC, planner],
  canonicalXml: [plan],
  capabilitiesFor: [profile, 'x86_64', '7.2'],
  capacityOf: [plan, { most: 1, qemu: '7.2' }],
  changedInterfaceNames: [plan, plan],
  changesBetween: ['9.0', '9.1'],
  checkDomain: [XML, planner, checkOptions],
  cliques: [host, pairs],
  closeMatches: ['q35', ['q35']],
  comparePlans: [plan, plan, { renamedDisks: new Map() }],
  completionsAt: [XML, 1, assistOptions],
  compareProfiles: [XML, [profile, 'libvirt-9.1'], planner],
  convertMachine: [XML.replace('q35', 'pc'), planner, { keepNicNames: true }],
  convertProxmox: ['memory: 1024\n', { name: 'a' }],
  countLevels: [['PIX']],
  createDiagnostic: ['RP6001', { span: { start: 0, end: 1 }, values: {}, related: [], fixes: [] }],
  createLineIndex: [''],
  createLock: [plan],
  decodeXml: [new Uint8Array()],
  definitionsAt: [XML, 1, plan],
  describeDiagnostic: [diagnostic],
  describeTemplate: ['{device} is there'],
  detachDevice: [XML, { name: 'net0' }, planner],
  deviceBars: ['virtio-net-pci', true],
  deviceIds: [plan],
  deviceProperties: [there(core.planQemuDevices(plan)[0])],
  deviceSummaries: [plan],
  deviceText: [[['driver', 'virtio-net-pci']], 'text'],
  diagnosticText: [diagnostic, { file: 'vm.xml', source: REFUSED }],
  doubtfulChanges: ['9.0'],
  documentPlanner: [XML],
  drawablePart: [REFUSED, core.planDomain(REFUSED), planner],
  explainPlan: [plan, subject.ok ? subject.subject : undefined],
  explainRefusal: [[]],
  faceOf: [device, { bus: undefined }, 'enp1s0'],
  factsOfHost: [host],
  findNamingScheme: ['v252'],
  findProfile: [profile],
  findSubject: [plan, 'net0'],
  firmwareVersions: ['ovmf'],
  firmwaresOf: ['q35'],
  fixDomain: [XML, planner, { ...checkOptions, unsafe: true }],
  forgetChoices: [XML, planner],
  guestJson: [guest],
  guestPlaces: [plan],
  hoverAt: [XML, 1, assistOptions],
  hostGroups: [host],
  hostGroupsText: [host],
  hostPairs: [host],
  hostSvg: [host],
  hostTree: [host],
  hostdevAliases: [plan],
  isNear: ['PIX'],
  isOffered: [there(host.devices[0])],
  isSettable: ['RP6001'],
  isTar: [new Uint8Array()],
  layoutSvg: [layout, 'dark'],
  limitDiagnostics: [plan, core.capacityOf(plan, { most: 1 }).limits],
  loneDeviceWords: ['virtio-net-pci'],
  lspciList: [guest],
  lspciTree: [guest, () => ''],
  moveDevice: [plan, id, '0000:00:05.0', planner],
  moveInPlan: [plan, id, '0000:00:05.0', planner, { alone: true }],
  namedInterfaces: [guest, 'name'],
  namesJson: [guest],
  ncclFile: [host, new Map()],
  ncclSpeed: [16, 16],
  nearestProfiles: ['9.99'],
  newDeviceSpec: [plan, 'disk'],
  nodesOfDevices: [plan, layout.nodes],
  normalAddress: [HOST_ADDRESS],
  occupantsAt: [XML, 1, plan],
  openSlots: [plan],
  otherAnswer: [XML, profile, plan, planner],
  patchEdits: [plan],
  patchXml: [plan],
  peerPairs: [plan, host, places],
  peerVerdicts: [host, pairs, places],
  peersSvg: [plan, host],
  pinNames: [plan, { firmware: 'SeaBIOS', qemu: '7.2', scheme: 'v252' }, () => 0],
  placeDevices: [XML, planner, place],
  placesAgree: [attachment.stored, attachment.live],
  planDomain: [XML, planOptions],
  planJson: [plan],
  planLocked: [XML, core.createLock(plan), planner],
  planQemuDevices: [plan],
  portableDocument: [XML, profile, '9.1', planner],
  predictGuest: [plan, { firmware: 'SeaBIOS', qemu: '7.2', scheme: 'v252' }],
  printLock: [core.createLock(plan)],
  qemuArgs: [plan, { syntax: 'json' }],
  qemuBinary: ['x86_64'],
  qemuBusNames: [plan],
  qemuCommand: [plan],
  readEmulatorReport: [''],
  readHost: [[{ file: 'lspci.txt', text: lspci }]],
  readLock: ['{}'],
  readTar: [new Uint8Array()],
  refuseHostPairs: [host],
  refusePairs: [host, places],
  regenerate: [XML, 'nova', planner, { rootPorts: 4, kubevirt: {} }],
  releaseChanges: [],
  removeFromPlan: [plan, id, planner],
  renumberInPlan: [plan, id, 3, planner],
  replacedNotes: [plan],
  reservePlaces: [XML, planner, request],
  sharedSwitches: [host.devices],
  simulateKubevirt: [XML, planner, { formula: 'v3', slotCount: 4, rootComplex: true }],
  sizeText: [4096],
  topologyDot: [plan],
  topologyMermaid: [plan],
  topologySvg: [plan, layoutOptions],
  topologyView: [plan],
  treeLayout: [plan, layoutOptions],
  treeText: [plan, { ascii: true }],
  unpinInPlan: [plan, id, planner],
  untoldCapabilities: [{ kind: 'cache', arch: 'x86_64', capabilities: [] }],
  visible: [''],
  visibleLines: [''],
  windowsBudget: [plan, windowsOptions],
  windowsFindings: [plan, there(core.windowsBudget(plan))],
  xSpeedOf: [plan, host, '7.2'],
};
type FunctionName = {
  [Name in keyof typeof core]: (typeof core)[Name] extends (...args: never[]) => unknown ? Name : never;
}[keyof typeof core];

/** Arguments that may be left out. */
const OPTIONAL: Readonly<Record<string, readonly number[]>> = {
  ...{ capabilitiesFor: [2], capacityOf: [1], checkDomain: [2], comparePlans: [2], convertMachine: [2] },
  ...{ completionsAt: [2], definitionsAt: [2], hoverAt: [2] },
  ...{ convertProxmox: [1], createDiagnostic: [1], explainPlan: [1], faceOf: [2], fixDomain: [2], layoutSvg: [1] },
  ...{ lspciTree: [1], moveInPlan: [4], peerPairs: [2], pinNames: [1, 2], planDomain: [1], predictGuest: [1] },
  ...{ qemuArgs: [1], regenerate: [3], simulateKubevirt: [2], topologySvg: [1], treeLayout: [1], treeText: [1] },
  ...{ windowsBudget: [1], xSpeedOf: [2] },
};
/** Parts of options that have to be there. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  placeDevices: ['host', 'policy'],
  reservePlaces: ['free'],
};
/** No options, but a value of the library: it is looked at as a whole. */
const isOptions = (name: string, position: number): boolean =>
  (OPTIONAL[name]?.includes(position) === true && name !== 'explainPlan' && name !== 'definitionsAt') ||
  NEEDED[name] !== undefined;

const call = (name: string, args: readonly unknown[]): unknown => {
  const found: unknown = Reflect.get(core, name);
  if (typeof found !== 'function') throw new Error(`${name} is not public`);
  return found(...args);
};
const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** What the call throws; undefined where it takes the value. */
function thrownBy(name: string, args: readonly unknown[]): unknown {
  try {
    call(name, args);
    return undefined;
  } catch (error) {
    return error;
  }
}

const WRONG: readonly unknown[] = [
  null,
  7,
  Number.NaN,
  'wrong',
  true,
  {},
  [],
  [null],
  [7],
  ['wrong'],
  [{}],
  () => undefined,
  new Map(),
  Symbol('a'),
];

describe('wrong calls', () => {
  test('every public function is called here', () => {
    const functions = Object.entries(core).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []));
    expect(Object.keys(CALLS).sort()).toEqual(functions.sort());
  });

  test.each(Object.entries(CALLS))('%s names the argument that is wrong, whatever is given', (name, args) => {
    expect(() => call(name, args)).not.toThrow();
    for (const [position, right] of args.entries()) {
      const others = (value: unknown) => args.map((one, at) => (at === position ? value : one));
      const missing = thrownBy(name, others(undefined));
      if (OPTIONAL[name]?.includes(position) === true) expect(missing, `without argument ${position}`).toBeUndefined();
      else expect(String(missing), `without argument ${position}`).toMatch(named(name));
      for (const wrong of name === 'ncclSpeed' ? [Symbol('a')] : [null, Symbol('a')]) {
        expect(String(thrownBy(name, others(wrong))), `argument ${position}`).toMatch(
          right === null ? /./ : named(name),
        );
      }
      for (const wrong of WRONG) {
        // A planner that answers nothing is one of the right type.
        if (typeof wrong === 'function' && typeof right === 'function') continue;
        const error = thrownBy(name, others(wrong));
        if (error !== undefined) expect(String(error), `argument ${position}`).toMatch(named(name));
      }
      if (!isOptions(name, position) || !isPlain(right)) continue;
      for (const part of Object.keys(right)) {
        for (const wrong of [null, Symbol('a')]) {
          const error = thrownBy(name, others({ ...right, [part]: wrong }));
          expect(String(error), `.${part} of argument ${position}`).toMatch(named(name, part));
        }
        for (const wrong of WRONG) {
          if (typeof wrong === 'function' && typeof right[part] === 'function') continue;
          const error = thrownBy(name, others({ ...right, [part]: wrong }));
          if (error !== undefined) expect(String(error), `.${part} of ${position}`).toMatch(named(name, part));
        }
        const left = thrownBy(name, others({ ...right, [part]: undefined }));
        if (NEEDED[name]?.includes(part) === true) expect(String(left)).toMatch(named(name, part));
        else expect(left, `without .${part}`).toBeUndefined();
      }
    }
  });

  test.each([
    ['planDomain', [XML, { profil: '9.0' }], 'planDomain: options has no "profil"; did you mean "profile"?'],
    ['planDomain', [XML, { qemu: 7.2 }], 'planDomain: options.qemu has to be a string, not the number 7.2'],
    [
      'planDomain',
      [XML, { capabilities: ['a', 1] }],
      'planDomain: options.capabilities[1] has to be a string, not the number 1',
    ],
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
      'compareProfiles: profiles[1] has to be a profile, such as "9.0" or "debian-13", not the number 9',
    ],
    ['readHost', [[{ file: 'a' }]], 'readHost: inputs[0] has to be { file, text } or { file, tree }, not an object'],
  ])('%s says what is wrong with an option', (name, args, message) => {
    expect(() => call(name, args)).toThrow(new TypeError(message));
  });
});

const named = (name: string, part?: string): RegExp =>
  new RegExp(`^TypeError: ${name}: \\w+${part === undefined ? '' : `\\.${part}`}\\S* (?:has to be .+, not |has no ")`);

test.each(['9.0', 'libvirt-9.0.0', 'LIBVIRT-9.0'])('the profile %s is the one that the command takes', (written) => {
  const result = core.planDomain(XML, { profile: written });
  expect(result.ok && result.plan.profile).toBe('libvirt-9.0');
  expect(core.planDomain(XML, { profile: 'none' }).diagnostics.map(({ code }) => code)).toEqual(['RP4003']);
  const both = (xml: string, one?: core.ProfileName) => core.planDomain(xml, { ...(one && { profile: one }) });
  expect(core.compareProfiles(XML, [written], both).profiles[0]?.profile).toBe('libvirt-9.0');
  expect(core.capabilitiesFor(written, 'x86_64')).toEqual(core.capabilitiesFor('libvirt-9.0', 'x86_64'));
});
