// Bundles the server as dist, with everything that it needs inside; as CommonJS, since gRPC requires modules while it runs.
import { bundlePackage } from '../../../scripts/bundle-package.mjs';

await bundlePackage(new URL('..', import.meta.url), 'cjs');
