// Loads the chunks of the command inside the single executable, which has no files: main.mjs does there, and code.mjs
// where the executable is made.
import { createRequire } from 'node:module';
import { Script } from 'node:vm';

const requireOfNode = createRequire('file:///rootport');

/**
 * `read` gives the text of a chunk, and the code that V8 has made of it before, if there is any; code of another V8, or
 * made under other options, is passed over. `scripts` has what was compiled, by name.
 */
export function chunkLoader(read) {
  const modules = new Map();
  const scripts = new Map();
  const compile = (name) => {
    const { text, cachedData } = read(name);
    const script = new Script(`(function (exports, require, module) {${text}\n})`, { filename: name, cachedData });
    scripts.set(name, script);
    return script;
  };
  const load = (name) => {
    const known = modules.get(name);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    modules.set(name, module);
    compile(name).runInThisContext()(module.exports, require, module);
    return module.exports;
  };
  const require = (name) => (name.startsWith('./') ? load(name.slice(2)) : requireOfNode(name));
  return { load, compile, scripts };
}
