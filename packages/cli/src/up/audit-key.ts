import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { generateKeyPair, publicKeyOf, type RawKeyPair } from '@sremesh/policy';
import { z } from 'zod';
import { CliError } from '../cli-error.ts';
import { writePrivate, type Home } from '../home.ts';

const Kept = z.object({ seed: z.string() });

/** The key that signs the audit: made once and kept, because a chain goes on with the key it was begun with. Throws `CliError`. */
export async function keptAuditKey(home: Home): Promise<RawKeyPair> {
  const keys = (await readKey(home)) ?? (await makeKey(home));
  // Public, and wanted by whoever verifies; a lost one is made again.
  await writeFile(home.auditPublicKey, `${keys.publicKey}\n`);
  return keys;
}

async function readKey({ auditKey }: Home): Promise<RawKeyPair | undefined> {
  const text = await readFile(auditKey, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new CliError(`${auditKey} cannot be read`, { cause: error });
  });
  if (text === undefined) return undefined;
  try {
    const { seed } = Kept.parse(JSON.parse(text));
    return { seed, publicKey: publicKeyOf(seed) };
  } catch (cause) {
    throw new CliError(`${auditKey} does not hold the key of the audit`, {
      cause,
      remedy: 'Restore it from a copy. Without it the audit there is cannot be continued, only verified.',
    });
  }
}

async function makeKey({ auditKey }: Home): Promise<RawKeyPair> {
  const keys = generateKeyPair();
  await mkdir(dirname(auditKey), { recursive: true, mode: 0o700 });
  await writePrivate(auditKey, `${JSON.stringify({ seed: keys.seed })}\n`);
  return keys;
}
