import { defineConfig } from 'vitest/config';

const scoreboard = 'test/e2e/scoreboard.test.ts';

export default defineConfig({
  test: {
    // Tests run real servers on few cores: a generous bound against hangs, never a measure of speed.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'tests',
          include: ['packages/*/test/**/*.test.ts', 'agents/*/test/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['**/node_modules/**', scoreboard],
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Whoever counts false alarms must not share the machine with tests that starve brokers.
        extends: true,
        test: { name: 'scoreboard', include: [scoreboard], sequence: { groupOrder: 1 } },
      },
    ],
  },
});
