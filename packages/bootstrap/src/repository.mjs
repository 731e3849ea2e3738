// @ts-check
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The directory of this clone. */
export const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** Where package managers link programs. */
export const linkedPrograms = join(repositoryRoot, 'node_modules', '.bin');
