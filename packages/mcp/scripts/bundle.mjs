// Bundles the server as dist, with everything that it needs inside.
import { bundlePackage } from '../../../scripts/bundle-package.mjs';

await bundlePackage(new URL('..', import.meta.url), 'es');
