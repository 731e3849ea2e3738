import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { plainEnvironment, spawnTethered, type Tethered } from '@sremesh/sandbox';

/** Starts a TypeScript program; its first line on stdout says that it is there. */
export async function startProgram(
  file: string,
  env: Record<string, string>,
): Promise<{ process: Tethered; firstLine: string }> {
  const program = spawnTethered(process.execPath, ['--disable-warning=ExperimentalWarning', file], {
    env: { ...plainEnvironment(), LOG_LEVEL: 'info', ...env },
    output: 'pipe',
  });
  const { stdout, stderr } = program.child;
  if (stdout === null) throw new Error(`${file}: no stdout`);
  stderr?.pipe(process.stderr);
  const [firstLine] = await Promise.race([
    once(createInterface({ input: stdout }), 'line', { signal: AbortSignal.timeout(30_000) }),
    program.exited.then(({ code }) => Promise.reject(new Error(`${file} ended with ${code}`))),
  ]);
  return { process: program, firstLine: String(firstLine) };
}

export const here = (name: string): string => join(import.meta.dirname, name);
export const governanceMain = join(import.meta.dirname, '../../../agents/governance/src/main.ts');
