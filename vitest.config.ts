import { defineConfig } from 'vitest/config';

// Tests run on the sources: the condition of the packages' `exports` has to be named in all three places.
const conditions = ['@rootport/source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['packages/*/tests/**/*.test.ts'],
    // Test files share the modules of the project: to load them for each file took a third of the time of all tests.
    isolate: false,
    // A busy machine takes many times as long; what hangs is still found.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 300_000 } },
    coverage: { provider: 'v8', include: ['packages/*/src/**'] },
  },
});
