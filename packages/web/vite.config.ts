import { defineConfig } from 'vite';
import { leanCatalogue } from './scripts/lean-catalogue.mjs';
import { leanReasons } from './scripts/lean-reasons.mjs';
import { leanProfiles, leanTables, leanValues } from './scripts/lean-tables.mjs';
import { leanXml } from './scripts/lean-xml.mjs';
import { licensesOfBuild } from './scripts/licenses-of-build.mjs';
import { offline } from './scripts/offline.mjs';
import { textPages } from './scripts/text-pages.mjs';
import { withoutArgumentChecks } from './scripts/without-argument-checks.mjs';

const licenses = licensesOfBuild();
// How long each plugin took on a busy machine is of no interest.
const rolldownOptions = { checks: { pluginTimings: false } };

export default defineConfig({
  // The page can be put into any folder of any host.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  resolve: { conditions: ['@rootport/source', 'module', 'browser', 'development|production'] },
  worker: {
    format: 'es',
    plugins: () => [
      leanCatalogue(),
      leanReasons(),
      leanTables(),
      leanProfiles(),
      leanValues(),
      leanXml(),
      withoutArgumentChecks(),
      licenses.worker,
    ],
    rolldownOptions,
  },
  plugins: [
    leanCatalogue(),
    leanReasons(),
    leanTables(),
    withoutArgumentChecks(),
    licenses.page,
    textPages(),
    offline(),
  ],
  // The examples are the fixtures of the project.
  server: { fs: { allow: ['../..'] } },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions,
    chunkSizeWarningLimit: 1000,
  },
});
