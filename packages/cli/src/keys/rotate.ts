import { readFile } from 'node:fs/promises';
import { errorMessage } from '@sremesh/contracts';
import { nkeyFrom, rotateTrust, type NKey } from '@sremesh/policy';
import { CliError } from '../cli-error.ts';
import type { Home } from '../home.ts';
import { runningUp } from '../up/lock.ts';
import { keptTrust, writeTrust } from './kept-trust.ts';

/**
 * Gives the home new signing keys, of the same operator and for the same accounts, so that streams and records stay. What
 * the old ones signed counts for nothing where the new ones are known. Throws `CliError` while a mesh runs in the home.
 */
export async function rotateKeys(home: Home, operatorSeedFile: string): Promise<void> {
  const pid = await runningUp(home);
  if (pid !== undefined)
    throw new CliError(
      `a mesh (pid ${pid}) runs in ${home.dir}; its agents would have keys that count no more`,
      {
        remedy: 'Stop it first.',
      },
    );
  const operator = await operatorFrom(operatorSeedFile);
  const trust = await keptTrust(home);
  if (operator.publicKey !== trust.operator.publicKey)
    throw new CliError(`${operatorSeedFile} is the key of another operator`, {
      remedy: `Give the one that was made with ${home.natsKeys}.`,
    });
  await writeTrust(home, rotateTrust(operator, trust));
}

async function operatorFrom(file: string): Promise<NKey> {
  try {
    return nkeyFrom('O', (await readFile(file, 'utf8')).trim());
  } catch (cause) {
    throw new CliError(`${file}: no operator seed: ${errorMessage(cause)}`, {
      cause,
      remedy:
        'It was made at the first start. If you keep it elsewhere: sremesh keys rotate --operator-seed FILE',
    });
  }
}
