// Mutants that change no answer, so that no test can kill them: the file, the line without its indentation, the change, and
// why. Each was looked at; whoever changes the line looks again.
const EQUIVALENT = [
  {
    file: 'placement/search.ts',
    line: 'for (; shared.bus < set.buses.length; shared.bus += 1) {',
    what: '< to <=',
    why: 'the next line ends the loop where there is no bus',
  },
  {
    file: 'placement/search.ts',
    line: 'for (; cursor.bus < set.buses.length; cursor.bus += 1) {',
    what: '< to <=',
    why: 'the next but one ends the loop where there is no bus',
  },
  {
    file: 'defaults/rules/scsi-models.ts',
    line: 'if (isChosen && controller.index < (first?.index ?? Number.POSITIVE_INFINITY)) first = controller;',
    what: '< to <=',
    why: 'two controllers of one type have two indexes',
  },
  {
    file: 'guest/guest-buses.ts',
    line: 'const number = expander.target.busNr ?? 0;',
    what: 'number plus 1',
    why: 'every expander of a plan has a bus number',
  },
  {
    file: 'guest/guest-buses.ts',
    line: '.sort((a, b) => (a.target.busNr ?? 0) - (b.target.busNr ?? 0));',
    what: 'number plus 1',
    why: 'every expander of a plan has a bus number',
  },
  {
    file: 'guest/guest-machine.ts',
    line: 'if (os === undefined) return false;',
    what: 'boolean flipped',
    why: 'every plan has an <os>',
  },
  {
    file: 'guest/guest-machine.ts',
    line: 'if (os === undefined) return false;',
    what: 'early return dropped',
    why: 'every plan has an <os>',
  },
  {
    file: 'guest/environment.ts',
    line: "const since = qemuVersion(range?.since ?? '0') ?? 0;",
    what: 'number plus 1',
    why: 'the tables have versions alone',
  },
  {
    file: 'guest/bars/written-sizes.ts',
    line: "if (kind !== 'video') return bars;",
    what: 'early return dropped',
    why: 'no other device has a model of these names',
  },
  {
    file: 'lints/rules/expanders.ts',
    line: 'const from = controller.target.busNr ?? 0;',
    what: 'number plus 1',
    why: 'every expander of a plan has a bus number',
  },
  {
    file: 'lints/rules/nic-renumber.ts',
    line: 'for (let steps = 0; index !== 0 && steps <= controllers.length; steps += 1) {',
    what: 'number plus 1',
    why: 'it ends circles alone, after some steps more or fewer',
  },
  {
    file: 'placement/groups.ts',
    line: 'const FIRST_PRIVATE_GROUP = 0xffff_ffff;',
    what: 'number plus 1',
    why: 'any number that is no IOMMU group',
  },
  {
    file: 'validation/controllers.ts',
    line: 'const values = { index, target_index: target.index ?? 0 };',
    what: 'number plus 1',
    why: 'placement has given every host bridge an index',
  },
  {
    file: 'guest/bars/demand.ts',
    line: 'const busNr = (index: number): number => pciController(domain, index)?.target.busNr ?? 0;',
    what: 'number plus 1',
    why: 'no expander has a lower number, and of equal ones the root comes first',
  },
  {
    file: 'placement/reserve.ts',
    line: 'const address = set.isDry && cause !== undefined ? growForAddress(run, set, request, wanted, cause) : wanted;',
    what: '&& to ||',
    why: 'the real pass has every bus, and what is reserved without a cause is on one that is there',
  },
  {
    file: 'lints/rules/nic-renumber.ts',
    line: 'for (let steps = 0; index !== 0 && steps <= controllers.length; steps += 1) {',
    what: '<= to <',
    why: 'no way that ends is as long as there are controllers',
  },
  {
    file: 'placement/passes/place-usb-companions.ts',
    line: 'if (!isCompanionModel(device.model)) return true;',
    what: 'early return dropped',
    why: 'placing asks for companions alone',
  },
  {
    file: 'placement/passes/place-usb-companions.ts',
    line: 'if (!isCompanionModel(device.model)) return true;',
    what: 'boolean flipped',
    why: 'placing asks for companions alone',
  },
  {
    file: 'placement/needs.ts',
    line: "if (device.kind !== 'hostdev' && device.kind !== 'interface') return true;",
    what: 'boolean flipped',
    why: 'no other device has needs by its host',
  },
  {
    file: 'lints/fix-domain.ts',
    line: 'return [{ key: keyOf(code, values), code, fix, line: lines.position(span?.start ?? 0).line }];',
    what: 'number plus 1',
    why: 'what has a fix has a place',
  },
  {
    file: 'defaults/rules/complete-devices.ts',
    line: "['rtl8139', 'rtl8139'],",
    what: 'row dropped',
    why: 'the last resort is the same model',
  },
  {
    file: 'guest/guest-buses.ts',
    line: 'const placeKey = (slot: number, fn: number): number => slot * FUNCTIONS_PER_SLOT + fn;',
    what: '+ to -',
    why: 'each place has a key of its own all the same',
  },
  {
    file: 'validation/character-settings.ts',
    line: 'if (element === undefined) continue;',
    what: 'early return dropped',
    why: 'libvirt adds no smart card of its own',
  },
  {
    file: 'placement/place-domain.ts',
    line: 'if (!isCollected || !isChipsetFine || !placeDevices(run, set) || !assignZpciIds(run)) return false;',
    what: 'boolean flipped',
    why: 'each of them has reported an error, which planning looks at',
  },
  {
    file: 'guest/bars/budget.ts',
    line: 'const size = written ?? DEFAULT_HOLE64[family] ?? 0;',
    what: 'number plus 1',
    why: 'each family whose windows are known has one',
  },
  {
    file: 'guest/bars/machine-room.ts',
    line: 'const hole = writtenHole64(domain) ?? DEFAULT_HOLE64[family] ?? 0;',
    what: 'number plus 1',
    why: 'each family whose windows are known has one',
  },
  {
    file: 'guest/slots.ts',
    line: 'for (let before = 1; before < slot; before += 1) if (!held.has(before)) return true;',
    what: '< to <=',
    why: 'the bridge itself is in that slot',
  },
  {
    file: 'guest/bars/demand.ts',
    line: 'if (bus === undefined) continue;',
    what: 'early return dropped',
    why: 'nobody asks for the devices of no bus',
  },
  {
    file: 'guest/bars/demand.ts',
    line: "return controller?.model === 'pci-expander-bus' ? windows(made, { io: true, mem: 0, pref: 0 }, row) : made;",
    what: 'boolean flipped',
    why: 'the ports of roots are counted before',
  },
  {
    file: 'guest/bars/budget.ts',
    line: 'byPref.set(pref, layout);',
    what: 'call dropped',
    why: 'the same layout is made once more',
  },
  {
    file: 'guest/bars/findings.ts',
    line: 'const isOpen = firmwares.length > 0;',
    what: 'number plus 1',
    why: 'what depends on the firmware depends on two at least',
  },
  {
    file: 'lints/edits.ts',
    line: 'if (address === undefined) return undefined;',
    what: 'early return dropped',
    why: 'whoever asks has found an address in the document',
  },
  {
    file: 'lints/ignore-comments.ts',
    line: 'if (!xml.includes(MARK)) return diagnostics;',
    what: 'early return dropped',
    why: 'a text without the mark has no such comment',
  },
  {
    file: 'lints/rules/expanders.ts',
    line: 'for (const controller of [...expanders].sort((a, b) => (b.target.busNr ?? 0) - (a.target.busNr ?? 0))) {',
    what: 'number plus 1',
    why: 'every expander of a plan has a bus number',
  },
  {
    file: 'lints/rules/expanders.ts',
    line: 'if (element === undefined) return [];',
    what: 'early return dropped',
    why: 'libvirt adds no expander of its own',
  },
  {
    file: 'lints/rules/implicit-bridges.ts',
    line: "(one) => one.type === 'pci' && one.element !== undefined && one.index > index,",
    what: '> to >=',
    why: 'what was added has an index that nobody wrote',
  },
  {
    file: 'lints/rules/implicit-bridges.ts',
    line: 'if (culprit === undefined) continue;',
    what: 'early return dropped',
    why: 'what is counted as empty fills a gap, and somebody asked for that',
  },
  {
    file: 'lints/rules/nic-renumber.ts',
    line: 'if (comparePciAddresses(next, port) >= 0) return [];',
    what: '>= to >',
    why: 'the next place is free, and that of the port is not',
  },
  {
    file: 'lints/rules/nic-renumber.ts',
    line: 'if (comparePciAddresses(next, port) >= 0) return [];',
    what: 'number plus 1',
    why: 'the next place is free, and that of the port is not',
  },
  {
    file: 'lints/rules/nic-renumber.ts',
    line: 'if (root === undefined) return undefined;',
    what: 'early return dropped',
    why: 'a machine with pcie-root has a bus 0',
  },
  {
    file: 'lints/rules/duplicate-port-numbers.ts',
    line: 'if (written === undefined) return undefined;',
    what: 'early return dropped',
    why: 'of two equal numbers one is written',
  },
  {
    file: 'lints/rules/duplicate-port-numbers.ts',
    line: 'if (free === undefined) return undefined;',
    what: 'early return dropped',
    why: 'there are more numbers than ports',
  },
  {
    file: 'lints/rules/host-placement.ts',
    line: 'const seen = places.get(address)?.node ?? -1;',
    what: 'number plus 1',
    why: 'no number below 0 is a node',
  },
  {
    file: 'lints/check-domain.ts',
    line: 'const startOf = ({ span }: Diagnostic): number => span?.start ?? -1;',
    what: 'number plus 1',
    why: 'any number below 0 stands before all places',
  },
];

/** Why a mutant changes nothing; undefined for one that does. */
export function whyEquivalent(file, line, what) {
  const found = EQUIVALENT.find((one) => file.endsWith(`/${one.file}`) && one.line === line && one.what === what);
  return found?.why;
}
