// A Vite plugin that writes sw.js: a service worker which keeps every file of the build, so that the page works without
// a network once it was loaded. Its text changes with the files, which is how a browser learns of a new version.
import { createHash } from 'node:crypto';

export function offline() {
  return {
    name: 'rootport-offline',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const files = Object.values(bundle).sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
        const digest = createHash('sha256');
        for (const file of files) digest.update(file.type === 'chunk' ? file.code : file.source);
        const names = [
          './',
          './icon.svg',
          ...files.map(({ fileName }) => `./${fileName}`).filter((name) => !name.endsWith('.html')),
        ];
        const source = serviceWorker(`rootport-${digest.digest('hex').slice(0, 16)}`, names);
        this.emitFile({ type: 'asset', fileName: 'sw.js', source });
      },
    },
  };
}

const serviceWorker = (cacheName, files) => `const CACHE = ${JSON.stringify(cacheName)};
const FILES = ${JSON.stringify(files)};
self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});
self.addEventListener('activate', (event) => {
  const isOld = (name) => name.startsWith('rootport-') && name !== CACHE;
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});
self.addEventListener('fetch', (event) => {
  if (event.request.method !== 'GET' || new URL(event.request.url).origin !== location.origin) return;
  event.respondWith(
    caches.open(CACHE)
      .then((cache) => cache.match(event.request, { ignoreSearch: true, ignoreVary: true }))
      .then((kept) => kept ?? fetch(event.request)),
  );
});
`;
