import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { mintTrust, NatsTrust } from '@sremesh/policy';
import { CliError } from '../cli-error.ts';
import { makeHome, writePrivate, type Home } from '../home.ts';

/** The keys that give out identities: made once and kept, because the NATS server knows their public halves. */
export async function keptTrust(home: Home): Promise<NatsTrust> {
  const text = await readFile(home.natsKeys, 'utf8').catch(() => undefined);
  if (text === undefined) return makeTrust(home);
  try {
    return NatsTrust.parse(JSON.parse(text));
  } catch (cause) {
    throw new CliError(`${home.natsKeys} does not hold the keys of the mesh`, {
      cause,
      remedy:
        'Restore it, or remove it: the next start makes new ones, and a NATS server of yours needs what `sremesh nats-config` prints then.',
    });
  }
}

export const writeTrust = (home: Home, trust: NatsTrust): Promise<void> =>
  writePrivate(home.natsKeys, `${JSON.stringify(trust, null, 2)}\n`);

async function makeTrust(home: Home): Promise<NatsTrust> {
  const { operator, trust } = mintTrust();
  await makeHome(home);
  await mkdir(dirname(home.natsKeys), { recursive: true, mode: 0o700 });
  // The other file is written last: where it is, both are.
  await writePrivate(home.operatorSeed, `${operator.seed}\n`);
  await writeTrust(home, trust);
  return trust;
}
