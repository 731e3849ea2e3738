import { readFile } from 'node:fs/promises';
import type { Tethered } from './tethered.ts';
import { waitUntil } from './wait-until.ts';

export interface ReadyOptions {
  /** The program, as errors shall name it. */
  what: string;
  logFile: string;
  timeoutMs: number;
  probe: () => boolean | Promise<boolean>;
}

/** Resolves when the program serves. One that ends first, or is too slow, is gone afterwards, and the error quotes its log. */
export async function untilReady(program: Tethered, options: ReadyOptions): Promise<void> {
  const { what, logFile, timeoutMs, probe } = options;
  try {
    const state = await waitUntil({ what, timeoutMs }, async () =>
      program.running ? (await probe()) && 'ready' : 'ended',
    );
    if (state === 'ready') return;
    const { code, signal } = await program.exited;
    throw new Error(`${what} ended (${signal ?? `exit ${code}`}) before it was ready`);
  } catch (error) {
    await program.kill();
    const log = await readFile(logFile, 'utf8').catch(() => '');
    const tail = log.trim().split('\n').slice(-5).join('\n');
    throw new Error(
      `${error instanceof Error ? error.message : String(error)}; end of ${logFile}:\n${tail}`,
      {
        cause: error,
      },
    );
  }
}
