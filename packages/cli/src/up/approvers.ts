import { readFile } from 'node:fs/promises';
import type { Approver } from '@sremesh/contracts';
import { Approvers } from '@sremesh/policy';
import { CliError } from '../cli-error.ts';
import type { Home } from '../home.ts';

/** Those whom the user registered in `approvers.json`; none where there is no such file. Throws `CliError`. */
export async function readApprovers(home: Home): Promise<Approver[]> {
  const text = await readFile(home.approvers, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]';
    throw new CliError(`${home.approvers} cannot be read`, { cause: error });
  });
  let records: unknown;
  try {
    records = JSON.parse(text);
  } catch (cause) {
    throw new CliError(`${home.approvers}: not JSON`, { cause, remedy });
  }
  return registerOf(home, records);
}

/** A register that governance will take: no name and no key is in it twice. Throws `CliError`. */
export function registerOf(home: Home, records: unknown): Approver[] {
  const parsed = Approvers.safeParse(records);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    `${path.map(String).join('.')} ${message}`.trim(),
  );
  throw new CliError(`${home.approvers}: ${problems.join('; ')}`, { remedy });
}

const remedy =
  'It is an array of the records that `sremesh approver create` prints. "admin" and "local-approver" belong to tokens.';
