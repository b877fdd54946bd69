// Bundles the server as dist, with everything that it needs inside. As CommonJS: what the gRPC library requires at run time has no place in an ES module.
import { bundlePackage } from '../../../scripts/bundle-package.mjs';

await bundlePackage(new URL('..', import.meta.url), 'cjs');
