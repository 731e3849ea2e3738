import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'agents/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    // Tests run real servers on few cores: a generous bound against hangs, never a measure of speed.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
