import type { DetailedError } from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyFile } from './files.ts';
import type { PolicyProblem } from './problem.ts';

/** What Cedar says of a text made of these files, each ended by a line feed, as a problem of the file and line it is in. */
export function problemAt(files: readonly PolicyFile[], error: DetailedError, remedy: string): PolicyProblem {
  const [place] = error.sourceLocations ?? [];
  const expected = place?.label === null || place?.label === undefined ? '' : ` (${place.label})`;
  const hint = error.help === null ? '' : `; ${error.help}`;
  // Cedar counts the policies of a text; the file and the line say which it is.
  const problem = `${error.message.replace(/^for policy `policy\d+`, /, '')}${expected}${hint}`;
  return { ...placeOf(files, place?.start), problem, remedy };
}

/** `offset` counts bytes of UTF-8. */
function placeOf(
  files: readonly PolicyFile[],
  offset: number | undefined,
): { file: string; line: number | null } {
  let rest = offset ?? 0;
  for (const { name, text } of files) {
    const bytes = Buffer.from(`${text}\n`);
    if (rest < bytes.length)
      return { file: name, line: offset === undefined ? null : lineIn(bytes.subarray(0, rest)) };
    rest -= bytes.length;
  }
  return { file: files.at(-1)?.name ?? '.', line: null };
}

const lineIn = (before: Buffer): number => before.toString('utf8').split('\n').length;
