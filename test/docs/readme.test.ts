import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withCausesTable } from './causes-table.ts';

test('README - its table of causes is what the causes declare (else run `npm run docs`)', async () => {
  const readme = await readFile(join(import.meta.dirname, '../../README.md'), 'utf8');
  expect(readme).toBe(withCausesTable(readme));
});

test('README - a table needs its place', () => {
  expect(() => withCausesTable('# Nothing here')).toThrow(/has no/);
});
