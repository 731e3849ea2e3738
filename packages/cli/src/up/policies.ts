import { existsSync } from 'node:fs';
import { cp, rename, rm } from 'node:fs/promises';
import type { Home } from '../home.ts';

/** Puts the policies that the mesh comes with where the user can edit them; what is there stays as it is. */
export async function keepPolicies({ policies }: Home, defaults: string): Promise<void> {
  if (existsSync(policies)) return;
  const draft = `${policies}.${process.pid}.new`;
  await rm(draft, { recursive: true, force: true });
  await cp(defaults, draft, { recursive: true });
  await rename(draft, policies);
}
