import { shareBrowser } from './browser.ts';

// One file, so that one browser and one server do for all of it: they are what costs most.
shareBrowser();

await import('./suites/page.ts');
await import('./suites/changes.ts');
await import('./suites/picture.ts');
await import('./suites/view.ts');
await import('./suites/accessibility.ts');
await import('./suites/host.ts');
await import('./suites/fixtures.ts');
await import('./suites/assist.ts');
