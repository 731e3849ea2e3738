/** Writes what is generated into the README. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withCausesTable } from './causes-table.ts';

const file = join(import.meta.dirname, '../../README.md');
await writeFile(file, withCausesTable(await readFile(file, 'utf8')));
