import { stat } from 'node:fs/promises';
import { CliError } from '../cli-error.ts';
import { homeAt } from '../home.ts';
import type { Environment } from '../up/config.ts';

/** Files with secrets are for their owner alone. */
export async function checkFiles(env: Environment): Promise<string> {
  const home = homeAt(env['SREMESH_HOME'] ?? '.sremesh');
  const open: string[] = [];
  for (const file of [home.adminToken, home.operatorSeed, home.natsKeys, home.endpoint]) {
    const mode = (await stat(file).catch(() => undefined))?.mode;
    if (mode !== undefined && (mode & 0o077) !== 0) open.push(file);
  }
  if (open.length === 0) return `${home.dir}: secrets are readable by their owner only`;
  throw new CliError(`others may read ${open.join(', ')}`, {
    remedy: `chmod 600 ${open.join(' ')}, and remove admin.token so that the next start makes a new one.`,
  });
}
