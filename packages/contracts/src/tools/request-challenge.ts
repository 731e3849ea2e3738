import { z } from 'zod';
import { defineTool, desiredState } from './tool.ts';

/** What a person can prove to want: the purpose is part of what is signed. */
export const ChallengePurpose = z.enum(['decide_approval', 'unfreeze', 'restrict_identity']);
export type ChallengePurpose = z.infer<typeof ChallengePurpose>;

export const requestChallenge = defineTool({
  name: 'request_challenge',
  title: 'Request a challenge',
  description:
    'A challenge, good once and for a minute, for a person to sign together with the decision: governance believes a signature, not whoever passes it on.',
  server: 'governance',
  delivery: 'request',
  callers: ['gateway'],
  annotations: { ...desiredState, idempotentHint: false },
  input: z.object({
    purpose: ChallengePurpose,
    /** What it is about: the approval id, the instance; the tenant for `unfreeze`. */
    subject: z.string().min(1).max(200),
  }),
  output: z.object({ challenge: z.string(), expiresAt: z.iso.datetime() }),
});
