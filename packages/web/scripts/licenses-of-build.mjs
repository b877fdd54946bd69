// A Vite plugin that writes the licences of the packages whose code is in the page and in its worker. It is used in both
// builds, of which that of the page comes last.
import { licenses, packagesIn } from '../../../scripts/licenses.mjs';

export function licensesOfBuild() {
  const folders = new Set();
  const collect = (bundle) => {
    for (const folder of packagesIn(Object.values(bundle))) folders.add(folder);
  };
  const page = {
    name: 'rootport-licenses',
    apply: 'build',
    generateBundle(_, bundle) {
      collect(bundle);
      const source = licenses([...folders].sort(), 'The files of this page');
      this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-LICENSES.txt', source });
    },
  };
  const worker = { name: 'rootport-licenses-worker', generateBundle: (_, bundle) => collect(bundle) };
  return { page, worker };
}
