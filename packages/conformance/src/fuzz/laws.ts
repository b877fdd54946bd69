// What holds for every text, whoever wrote it. A law that is broken throws.

import { parseXml, type XmlElement, XmlNode } from '@rgrove/parse-xml';
import type { Plan, PlanResult, ProfileName } from '@rootport/core';
import * as core from '@rootport/core';
import { isForeignMachine, places, refusesItself, settled } from '../second-thoughts.ts';

/** A word that the dictionary puts into values: where it stands as something of its own, it broke out of its value. */
export const CANARY = 'evilcanary';

/** Milliseconds of processor time for a text of so many characters. */
const mostTime = (length: number): number => 3000 + length / 20;

export class BrokenLaw extends Error {}

function expect(holds: boolean, law: string): asserts holds {
  if (!holds) throw new BrokenLaw(law);
}

/** Memory in bytes that a text of so many characters may need, beyond what the process had. */
const mostMemory = (length: number): number => 300_000_000 + length * 10_000;

/** Runs a step and holds it to its time and its memory. */
export function within<T>(length: number, name: string, step: () => T): T {
  const [began, before] = [performance.now(), process.memoryUsage.rss()];
  const result = step();
  // Asking for the processor time costs more than most steps; the clock tells which ones are worth it.
  if (performance.now() - began > mostTime(length)) {
    const start = process.cpuUsage();
    step();
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1000 < mostTime(length), `${name} takes longer than its text is worth`);
  }
  expect(process.memoryUsage.rss() - before < mostMemory(length), `${name} takes more memory than its text is worth`);
  return result;
}

function wellFormed(xml: string, what: string): void {
  try {
    const { root } = parseXml(xml);
    expect(root === null || !hasCanary(root), `${what}: a value became an element`);
  } catch (error) {
    if (error instanceof BrokenLaw) throw error;
    throw new BrokenLaw(`${what} is not well-formed: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
  }
}

function hasCanary(element: XmlElement): boolean {
  if (element.name === CANARY) return true;
  return element.children.some((node) => node.type === XmlNode.TYPE_ELEMENT && hasCanary(node as XmlElement));
}

/** Whether the text itself has an element by the canary's name, or is not XML for the other parser. */
function isForOtherParser(xml: string): boolean {
  try {
    const { root } = parseXml(xml);
    return root !== null && !hasCanary(root);
  } catch {
    return false;
  }
}

/** The laws of planning and patching. Cheap: for every input. */
export function plannerLaws(xml: string, profile: ProfileName): PlanResult {
  const result = within(xml.length, 'planDomain', () => core.planDomain(xml, { profile }));
  for (const diagnostic of result.diagnostics) {
    const { message, help } = core.describeDiagnostic(diagnostic);
    expect(!/undefined|\[object|NaN/.test(help) && message !== '', `${diagnostic.code}: words are missing`);
    const { span } = diagnostic;
    expect(
      span === undefined || (span.start >= 0 && span.start <= span.end && span.end <= xml.length),
      `${diagnostic.code}: its place is outside of the text`,
    );
  }
  expect(result.ok || result.diagnostics.some(({ severity }) => severity === 'error'), 'a refusal without an error');
  if (result.ok) patchLaws(xml, result.plan, profile);
  return result;
}

function patchLaws(xml: string, plan: Plan, profile: ProfileName): void {
  const edits = core.patchEdits(plan);
  const patched = core.patchXml(plan);
  expect(patched === core.applyEdits(xml, edits), 'patchXml is not its edits');
  expect(outsideIsKept(xml, patched, edits), 'bytes outside of the edits changed');
  if (isForOtherParser(xml)) wellFormed(patched, 'the patched document');
  againLaws(plan, patched, profile, true);
}

/** A plan's own output is accepted, everything is where it was, and nothing is left to add. */
function againLaws(plan: Plan, output: string, profile: ProfileName, isWhole: boolean): void {
  if (isForeignMachine(plan)) return;
  const again = core.planDomain(output, { profile });
  if (!again.ok) {
    const code = again.diagnostics.find(({ severity }) => severity === 'error')?.code ?? '';
    expect(refusesItself(plan), `its own output is refused: ${code}`);
    return;
  }
  expect(places(again.plan) === places(plan), 'the plan of the plan is another');
  if (!isWhole) return;
  expect(settled(core.patchXml(again.plan)) === settled(output), 'the output of the output is another');
}

function outsideIsKept(before: string, after: string, edits: readonly core.TextEdit[]): boolean {
  let [at, shift] = [0, 0];
  for (const { span, newText } of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    if (before.slice(at, span.start) !== after.slice(at + shift, span.start + shift)) return false;
    shift += newText.length - (span.end - span.start);
    at = span.end;
  }
  return before.slice(at) === after.slice(at + shift);
}

const NEW_DEVICES = [
  "<interface type='user'><model type='virtio'/></interface>",
  "<disk type='file' device='disk'><source file='/a'/><target dev='vdz' bus='virtio'/></disk>",
  "<hostdev mode='subsystem' type='pci'><source><address domain='0' bus='3' slot='0' function='0'/></source></hostdev>",
];

/** Everything else that can be asked about a text. */
export function outputLaws(xml: string, profile: ProfileName, pick: (count: number) => number): void {
  const planner = (text: string, other: ProfileName = profile): PlanResult => core.planDomain(text, { profile: other });
  const timed = <T>(name: string, step: () => T): T => within(xml.length, name, step);
  const result = planner(xml);
  readerLaws(xml);
  const place = { file: 'a.xml', source: xml };
  for (const one of result.diagnostics) timed('diagnosticText', () => core.diagnosticText(one, place));
  timed('checkDomain', () => core.checkDomain(xml, planner, { profile }));
  const fixed = timed('fixDomain', () => core.fixDomain(xml, planner, { profile, unsafe: pick(2) === 0 }));
  expect(!result.ok || planner(fixed.xml).ok, 'a fix makes an accepted document a refused one');
  timed('compareProfiles', () => core.compareProfiles(xml, ['libvirt-9.0', 'libvirt-11.3'], planner));
  const device = NEW_DEVICES[pick(NEW_DEVICES.length)] ?? '';
  timed('attachDevice', () => core.attachDevice(xml, device, planner));
  timed('convertMachine', () => core.convertMachine(xml, planner));
  timed('reservePlaces', () => core.reservePlaces(xml, planner, { free: 1 + pick(9) }));
  if (!result.ok) {
    timed('explainRefusal', () => core.explainRefusal(result.failedSearches ?? []));
    return;
  }
  const forgotten = timed('forgetChoices', () => core.forgetChoices(xml, planner));
  expect(!forgotten.ok || planner(forgotten.xml).ok, 'a document without its choices is refused');
  timed('otherAnswer', () => core.otherAnswer(xml, profile, result.plan, planner));
  const portable = timed('portableDocument', () => core.portableDocument(xml, profile, 'libvirt-9.0', planner));
  if ('xml' in portable && portable.xml !== undefined) {
    expect(planner(portable.xml, 'libvirt-9.0').ok, 'a portable document is refused');
  }
  planOutputs(xml, result.plan, profile, planner, timed);
}

function planOutputs(
  xml: string,
  plan: Plan,
  profile: ProfileName,
  planner: (xml: string) => PlanResult,
  timed: <T>(name: string, step: () => T) => T,
): void {
  const canBeRead = isForOtherParser(xml);
  const canonical = timed('canonicalXml', () => core.canonicalXml(plan));
  if (canBeRead) wellFormed(canonical, 'the canonical form');
  againLaws(plan, canonical, profile, false);
  wellFormed(
    timed('topologySvg', () => core.topologySvg(plan)),
    'the picture',
  );
  timed('topologyDot', () => core.topologyDot(plan));
  timed('topologyMermaid', () => core.topologyMermaid(plan));
  timed('treeText', () => core.treeText(plan, { ascii: xml.length % 2 === 0 }));
  JSON.stringify(timed('topologyView', () => core.topologyView(plan)));
  JSON.stringify(timed('explainPlan', () => core.explainPlan(plan)));
  timed('capacityOf', () => core.capacityOf(plan, { most: 10 }));
  const budget = timed('windowsBudget', () => core.windowsBudget(plan));
  if (budget !== undefined) core.windowsFindings(plan, budget);
  for (const id of [...core.deviceIds(plan).values()].slice(0, 3)) {
    const subject = core.findSubject(plan, id);
    if (subject.ok) timed('explainPlan', () => core.explainPlan(plan, subject.subject));
    timed('detachDevice', () => core.detachDevice(xml, { name: id }, planner));
    timed('moveDevice', () => core.moveDevice(plan, id, '00:1e.0', planner));
  }
  core.openSlots(plan);
  core.treeLayout(plan);
  core.argumentPlaces(plan);
  core.qemuBusNames(plan);
  for (const qemuDevice of core.planQemuDevices(plan)) {
    for (const properties of core.deviceProperties(qemuDevice)) {
      const text = core.deviceText(properties, 'text');
      expect(!isOption(text), 'a value became an option of QEMU');
      JSON.parse(core.deviceText(properties, 'json'));
    }
  }
  const command = timed('qemuCommand', () => core.qemuCommand(plan));
  expect(/^qemu-system-[a-z0-9_]+$/.test(command.binary), 'the name of the emulator comes from the document');
  const args = timed('qemuArgs', () => core.qemuArgs(plan));
  // A comma that is QEMU's own stands alone; one of a value is doubled.
  expect(!args.some((arg) => !arg.startsWith('{') && isOption(arg)), 'a value became an option of QEMU');
  const lock = timed('createLock', () => core.createLock(plan));
  const reading = core.readLock(core.printLock(lock));
  expect(reading.ok, 'its own lock cannot be read');
  const locked = timed('planLocked', () => core.planLocked(xml, reading.lock, planner));
  expect(locked.ok && places(locked.plan) === places(plan), 'a lock of the same document changes it');
  expect(core.comparePlans(plan, plan).severity === 'none', 'a plan differs from itself');
  guestOutputs(plan, timed);
}

const isOption = (arg: string): boolean => new RegExp(`(?<!,)(?:,,)*,${CANARY}`).test(arg);

/** What reads any text at all. */
function readerLaws(text: string): void {
  core.decodeXml(Buffer.from(text, 'utf16le'));
  core.decodeXml(Buffer.from(text, 'latin1'));
  core.readLock(text);
  core.readEmulatorReport(text);
  expect(!/[\p{Cc}\p{Bidi_Control}]/u.test(core.visible(text)), 'something invisible is printed');
}

function guestOutputs(plan: Plan, timed: <T>(name: string, step: () => T) => T): void {
  const predicted = timed('predictGuest', () => core.predictGuest(plan));
  if (!predicted.ok) return;
  const { guest } = predicted;
  JSON.stringify([core.guestJson(guest), core.namesJson(guest)]);
  core.lspciList(guest);
  core.namedInterfaces(guest, 'place');
  core.lspciTree(guest);
  timed('pinNames', () => core.pinNames(plan));
}
