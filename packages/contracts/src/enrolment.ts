import { z } from 'zod';

const instance = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const userKey = z.string().regex(/^U[A-Z2-7]{55}$/);
const userJwt = z.string().min(1).max(8192);

/** Why there is no identity. */
const Refusal = z.object({
  /** `retryable`: asking again, just so, can help. */
  error: z.object({ message: z.string(), remedy: z.string(), retryable: z.boolean() }),
});

/** What an instance asks for with its one-use credential: an identity for a key that it made itself. */
export const EnrolmentRequest = z.object({
  instance,
  /** The public half of the new key. */
  publicKey: userKey,
  /** The one-use credential: a user JWT that the supervisor signed. */
  enrolment: userJwt,
});
export type EnrolmentRequest = z.infer<typeof EnrolmentRequest>;

/** The user JWT of the instance, or why not; of a renewal, too. */
export const EnrolmentAnswer = z.union([z.object({ jwt: userJwt }), Refusal]);
export type EnrolmentAnswer = z.infer<typeof EnrolmentAnswer>;

/** What an instance asks for before its JWT expires; who asks is in the subject. */
export const RenewalRequest = z.object({ publicKey: userKey });
export type RenewalRequest = z.infer<typeof RenewalRequest>;

/** A JWT that governance hands to an instance unasked, for instance one with fewer tenants. */
export const PushedIdentity = z.object({ jwt: userJwt });
export type PushedIdentity = z.infer<typeof PushedIdentity>;
