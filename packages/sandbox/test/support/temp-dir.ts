import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A fresh directory; whoever made it removes it. */
export const tempDir = (): Promise<string> => mkdtemp(join(tmpdir(), 'sremesh-sandbox-'));

/** A fresh directory that is gone after the running test. */
export async function testDir(): Promise<string> {
  const dir = await tempDir();
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}
