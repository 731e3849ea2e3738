import { randomBytes } from 'node:crypto';
import { MeshError, type ChallengePurpose } from '@sremesh/contracts';
import type { Store } from '@sremesh/mesh';
import { z } from 'zod';
import { inTurns } from '../in-turns.ts';

const livesMs = 60_000;
/** Of one subject; more would be somebody who asks and never answers. */
const maxOpen = 16;

/** The challenges that may still be answered for one purpose and subject: one record, so that one write uses one up. */
export const OpenChallenges = z.object({
  open: z.array(z.object({ challenge: z.string(), expiresAt: z.iso.datetime() })).max(maxOpen),
});
export type OpenChallenges = z.infer<typeof OpenChallenges>;

/** What a challenge is for; it is good for nothing else. */
export interface ChallengeUse {
  purpose: ChallengePurpose;
  tenant: string;
  subject: string;
}

/** Issues a challenge: 256 random bits, good once, for this use, for a minute. */
export function issueChallenge(
  store: Store<OpenChallenges>,
  use: ChallengeUse,
): Promise<{ challenge: string; expiresAt: string }> {
  const challenge = randomBytes(32).toString('base64url');
  return inTurns(
    async () => {
      const stored = await store.get(keyOf(use));
      const open = (stored?.value.open ?? []).filter(isOpen);
      if (open.length >= maxOpen) throw new TooMany(use);
      const issued = { challenge, expiresAt: new Date(Date.now() + livesMs).toISOString() };
      const record = { open: [...open, issued] };
      if (stored === undefined) await store.create(keyOf(use), record);
      else await store.update(keyOf(use), record, stored.revision);
      return issued;
    },
    (error) => error instanceof TooMany,
  );
}

/** Uses a challenge up, for good; false where it was never issued for this use, is used already, or is too old. */
export function consumeChallenge(
  store: Store<OpenChallenges>,
  use: ChallengeUse,
  challenge: string,
): Promise<boolean> {
  return inTurns(async () => {
    const stored = await store.get(keyOf(use));
    const open = (stored?.value.open ?? []).filter(isOpen);
    const rest = open.filter((one) => one.challenge !== challenge);
    if (stored === undefined || rest.length === open.length) return false;
    await store.update(keyOf(use), { open: rest }, stored.revision);
    return true;
  });
}

const keyOf = ({ purpose, tenant, subject }: ChallengeUse): string => `${purpose}.${tenant}.${subject}`;

const isOpen = ({ expiresAt }: { expiresAt: string }): boolean => Date.now() <= Date.parse(expiresAt);

class TooMany extends MeshError {
  constructor({ purpose, subject }: ChallengeUse) {
    super('MESH_CONFLICT', `subject: ${maxOpen} challenges are open for ${purpose} of ${subject}`, {
      remedy: 'Answer one of them, or wait a minute.',
    });
  }
}
