import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage, MeshError } from '@sremesh/contracts';
import { z } from 'zod';
import type { PolicyEngine } from '../decision/engine.ts';
import { explain, type Explanation } from './explain.ts';
import { PolicyQuestion } from './request.ts';

/** One expectation of a `*.test.json` file beside the policies. */
const PolicyCase = z.strictObject({
  name: z.string().min(1),
  request: PolicyQuestion,
  expect: z.strictObject({
    decision: z.enum(['allowed', 'approval_required', 'proposal_only', 'refused']),
    /** A policy that has to be among those that decided; `default-deny` where none permits. */
    policy: z.string(),
    requiredApprovals: z.int().min(0).max(2).optional(),
  }),
});

/** `failure` says what came instead; null where it is as expected. */
export interface CaseResult {
  file: string;
  name: string;
  failure: string | null;
}

/** Runs every case of the directory's `*.test.json` files. Throws MESH_CONFIG_INVALID for a file that is none. */
export async function runCases(directory: string, engine: PolicyEngine): Promise<CaseResult[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.test.json')).toSorted();
  const results = await Promise.all(
    names.map(async (file) => {
      const cases = await readCases(directory, file);
      return cases.map(({ name, request, expect }) => ({
        file,
        name,
        failure: failureOf(explain(engine, request), expect),
      }));
    }),
  );
  return results.flat();
}

async function readCases(directory: string, file: string): Promise<z.output<typeof PolicyCase>[]> {
  try {
    const text: unknown = JSON.parse(await readFile(join(directory, file), 'utf8'));
    return z.array(PolicyCase).parse(text);
  } catch (error) {
    const problem =
      error instanceof z.ZodError
        ? error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
        : errorMessage(error);
    throw new MeshError('MESH_CONFIG_INVALID', `${file}: ${problem}`, {
      remedy: 'A case file is a JSON array of {name, request, expect: {decision, policy}}.',
    });
  }
}

function failureOf(
  { decision, policies, requiredApprovals, reason }: Explanation,
  expected: z.output<typeof PolicyCase>['expect'],
): string | null {
  const wrong = [
    ...(decision === expected.decision ? [] : [`decision ${decision}, not ${expected.decision}`]),
    ...(policies.includes(expected.policy)
      ? []
      : [`decided by ${policies.join(', ')}, not by ${expected.policy}`]),
    ...(expected.requiredApprovals === undefined || expected.requiredApprovals === requiredApprovals
      ? []
      : [`${requiredApprovals} approvals, not ${expected.requiredApprovals}`]),
  ];
  return wrong.length === 0 ? null : `${wrong.join('; ')}. ${reason}`;
}
