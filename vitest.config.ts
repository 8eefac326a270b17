import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'test/bench/**', 'node_modules/**'],
    // Unit tests hold no timing assertion; the limit only ends a test that hangs.
    testTimeout: 30_000,
    reporters: ['default'],
  },
});
