import { defineConfig } from 'vite';
import { offline } from './scripts/offline.mjs';

export default defineConfig({
  // The page can be put into any folder of any host.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  resolve: { conditions: ['@rootport/source', 'module', 'browser', 'development|production'] },
  worker: { format: 'es' },
  plugins: [offline()],
  // The examples are the fixtures of the project.
  server: { fs: { allow: ['../..'] } },
  build: { target: 'es2023', assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 1000 },
});
