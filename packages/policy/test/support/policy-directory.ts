import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultPolicies } from '../../src/defaults.ts';

/** A copy of the default policies that a test may change. */
export interface PolicyDirectory extends AsyncDisposable {
  path: string;
  write(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
}

export async function policyDirectory(files: Record<string, string> = {}): Promise<PolicyDirectory> {
  const path = await mkdtemp(join(tmpdir(), 'sremesh-policies-'));
  await cp(defaultPolicies, path, { recursive: true });
  const write = (name: string, text: string) => writeFile(join(path, name), text);
  for (const [name, text] of Object.entries(files)) await write(name, text);
  return {
    path,
    write,
    remove: (name) => rm(join(path, name)),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** A policy of the user's own that lets retention be shortened: high risk, which no default policy permits. */
export const shortening = `@id("retention-shrinks")
@needs("a remedy would have to set a finite retention.ms")
permit (principal, action == Action::"set_topic_config", resource)
when { context.step.kind == "remedy" && context.args has retentionTo };
`;
