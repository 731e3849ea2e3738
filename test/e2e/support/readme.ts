import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Every command line in the README's shell blocks. */
export const readmeCommands: readonly string[] = [
  ...readFileSync(resolve(import.meta.dirname, '../../../README.md'), 'utf8').matchAll(
    /^```sh\n(.*?)^```/gms,
  ),
].flatMap(([, block = '']) => block.split('\n').filter((line) => line !== ''));
