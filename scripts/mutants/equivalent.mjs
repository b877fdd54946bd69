// Mutants that change no answer, so that no test can kill them: the file, the line without its indentation, the change, and
// why. Each was looked at; whoever changes the line looks again.
const EQUIVALENT = [
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
    file: 'validation/character-settings.ts',
    line: 'if (element === undefined) continue;',
    what: 'early return dropped',
    why: 'libvirt adds no smart card of its own',
  },
];

/** Why a mutant changes nothing; undefined for one that does. */
export function whyEquivalent(file, line, what) {
  const found = EQUIVALENT.find((one) => file.endsWith(`/${one.file}`) && one.line === line && one.what === what);
  return found?.why;
}
