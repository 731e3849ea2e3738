import { readFile } from 'node:fs/promises';
import { Identities, mintIdentities } from '@sremesh/policy';
import { CliError } from '../cli-error.ts';
import { makeHome, writePrivate, type Home } from '../home.ts';

/** The identities for a NATS server of the user's: made once and kept, because that server's configuration names them. */
export async function keptIdentities(home: Home): Promise<Identities> {
  const text = await readFile(home.identities, 'utf8').catch(() => undefined);
  if (text === undefined) {
    const identities = mintIdentities();
    await makeHome(home);
    await writePrivate(home.identities, `${JSON.stringify(identities, null, 2)}\n`);
    return identities;
  }
  try {
    return Identities.parse(JSON.parse(text));
  } catch (cause) {
    throw new CliError(`${home.identities} does not hold the identities of the agents`, {
      cause,
      remedy:
        'Restore it, or remove it and put what `sremesh nats-config` prints then into the NATS configuration.',
    });
  }
}
