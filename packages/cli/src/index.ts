// `npm install rootport` is enough for a library user too: the package carries the core's names unchanged.
export * from '@rootport/core';
