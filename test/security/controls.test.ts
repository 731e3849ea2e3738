import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const readme = join(import.meta.dirname, '../../packages/policy/README.md');
const rows = readFileSync(readme, 'utf8')
  .split('\n## What each control answers\n')[1]
  ?.split('\n')
  .filter((line) => line.startsWith('| ') && line.includes(']('))
  .map((line) => line.split('|').slice(1, 4));

const numbered = (prefix: string): string[] =>
  Array.from({ length: 10 }, (_, index) => `${prefix}${String(index + 1).padStart(2, '0')}`);

describe('controls - the table of what answers which risk', () => {
  it.each(rows ?? [])('%s', (_, answers = '', proof = '') => {
    expect(answers).toMatch(/BP |MCP\d\d|ASI\d\d/);
    const tests = [...proof.matchAll(/\]\(([^)]+)\)/g)].map(([, path = '']) => path);
    expect(tests.length).toBeGreaterThan(0);
    for (const path of tests) {
      const file = join(dirname(readme), path);
      expect(existsSync(file), path).toBe(true);
      expect(readFileSync(file, 'utf8'), path).toMatch(/expect|report\.refused/);
    }
  });

  it.each([...numbered('MCP'), ...numbered('ASI')])('%s is answered by some control', (risk) => {
    expect((rows ?? []).some(([, answers]) => answers?.includes(risk))).toBe(true);
  });
});
