import { readFile } from 'node:fs/promises';
import { Approver } from '@sremesh/contracts';
import { z } from 'zod';
import { CliError } from '../cli-error.ts';

/** Who signs a decision. */
export interface Signer {
  /** Raw Ed25519 seed, base64url. */
  seed: string;
  /** As governance knows the signer; left out for the owner of the API token, whom the API names. */
  name?: string;
}

/** The file of a person who keeps a key of their own: their public record, and the seed. */
export const KeyFile = Approver.extend({ seed: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });
export type KeyFile = z.infer<typeof KeyFile>;

/** The signer of a key file. Throws `CliError`; the error never shows what is in the file. */
export async function readSigner(path: string): Promise<Signer> {
  try {
    const { seed, name } = KeyFile.parse(JSON.parse(await readFile(path, 'utf8')));
    return { seed, name };
  } catch {
    throw new CliError(`--key: ${path} is not a key file that this user can read`, {
      remedy: 'sremesh approver create NAME --out FILE makes one.',
    });
  }
}
