// A Vite plugin that leaves out how the core looks at the arguments of its public functions: the compiler has seen every
// call of the page, and the checks would be 3 kB of its first chunk.
const CHECK = /^ {2}checkArguments\((?:.*\);\n|[\s\S]*?^ {2}\}\);\n)/gm;

export function withoutArgumentChecks() {
  return {
    name: 'rootport-without-argument-checks',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/core\/src\/.*\.ts$/.test(id)) return undefined;
      // What makes checks makes nothing, so that what is made with it falls away.
      if (/\/basics\/(?:arguments|options)\.ts$/.test(id)) {
        const names = [...code.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name]) => name);
        if (names.length === 0) throw new Error(`${id} exports nothing`);
        return { code: names.map((name) => `/* @__NO_SIDE_EFFECTS__ */ export function ${name}() {}`).join('\n') };
      }
      // The page plans with profiles of its list alone, so none is unknown.
      if (id.endsWith('/profiles/nearest-profiles.ts')) return { code: "export const nearestProfiles = () => '';" };
      const left = code.replace(CHECK, '');
      if (left.includes('  checkArguments(')) throw new Error(`${id}: the checks are written in another way`);
      return left === code ? undefined : { code: left };
    },
  };
}
