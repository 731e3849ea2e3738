import { readFileSync } from 'node:fs';
import { MeshError } from '@sremesh/contracts';
import type { z } from 'zod';

/**
 * Everything an agent is told at start: its environment, `NAME_FILE` files for secrets, and the JSON object that the
 * supervisor writes to the inherited descriptor `SREMESH_SECRETS_FD` (read once, to its end).
 */
export function readEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || value === '') continue;
    if (name.endsWith('_FILE') && !isPath(name))
      values[name.slice(0, -'_FILE'.length)] ??= readSecretFile(name, value);
    else values[name] = value;
  }
  return { ...values, ...readDescriptor(env.SREMESH_SECRETS_FD) };
}

/** A setting that is itself the name of a file, to be written. */
const isPath = (name: string): boolean => name === 'SREMESH_AUDIT_WITNESS_FILE';

function readSecretFile(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new MeshError('MESH_CONFIG_INVALID', `${name}: cannot read ${path}`, {
      cause,
      remedy: 'Name a file that this process may read, or set the value itself.',
    });
  }
}

function readDescriptor(descriptor: string | undefined): Record<string, string> {
  if (descriptor === undefined) return {};
  try {
    const secrets: unknown = JSON.parse(readFileSync(Number(descriptor), 'utf8'));
    if (typeof secrets !== 'object' || secrets === null) throw new TypeError('not a JSON object');
    return Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name, String(value)]));
  } catch (cause) {
    throw new MeshError(
      'MESH_CONFIG_INVALID',
      `SREMESH_SECRETS_FD: descriptor ${descriptor} carries no JSON object`,
      {
        cause,
        remedy: 'Leave it unset; only the supervisor sets it.',
      },
    );
  }
}

/** Checks values against a schema; the error names every bad one, never its value. */
export function parseConfig<T>(schema: z.ZodType<T>, values: Record<string, string>): T {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(all)'}: ${issue.message}`);
  throw new MeshError('MESH_CONFIG_INVALID', `bad configuration: ${problems.join('; ')}`, {
    remedy: 'Set these in the environment of the agent, or as NAME_FILE.',
  });
}
