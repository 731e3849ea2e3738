import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A state directory of its own, removed with the test. */
export async function freshHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'sremesh-e2e-'));
  onTestFinished(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
  return home;
}
