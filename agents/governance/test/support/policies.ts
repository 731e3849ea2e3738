import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultPolicies } from '@sremesh/policy';

/** A copy of the default policies, and what a test puts there instead. */
export async function ownPolicies(files: Record<string, string> = {}) {
  const path = await mkdtemp(join(tmpdir(), 'sremesh-own-policies-'));
  await cp(defaultPolicies, path, { recursive: true });
  const write = (name: string, text: string) => writeFile(join(path, name), text);
  for (const [name, text] of Object.entries(files)) await write(name, text);
  return { path, write, close: () => rm(path, { recursive: true, force: true }) };
}

export const forbid = (id: string, condition: string): string => `@id("${id}")
@because("it would have to be otherwise")
forbid (principal, action in Action::"write", resource)
when { context.step.kind == "remedy" && ${condition} };
`;
