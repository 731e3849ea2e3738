import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { startMesh, type TestMesh } from './mesh.ts';

/** One mesh for all tests of a suite, and its state directory. */
export function meshOfSuite(): { mesh: () => TestMesh; home: () => string } {
  let home: string | undefined;
  let mesh: TestMesh | undefined;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'sremesh-e2e-'));
    mesh = await startMesh(home);
  }, 120_000);
  afterAll(async () => {
    await mesh?.stop();
    if (home !== undefined) await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }, 60_000);
  return { mesh: () => started(mesh), home: () => started(home) };
}

function started<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the mesh of this suite did not start');
  return value;
}
