import { digestOf, Grant, type GrantBody } from '@sremesh/contracts';
import { GrantRefused } from './refusal.ts';
import { createGrantVerifier } from './signature.ts';

/** What somebody is about to do under a grant. */
export interface GrantUse {
  /** Governance's raw Ed25519 public key, base64url. */
  publicKey: string;
  tool: string;
  args: unknown;
  incident: string;
  tenant: string;
}

export interface GrantMoment {
  now: Date;
  /** How far the two clocks may be apart; milliseconds. */
  toleranceMs: number;
}

/** How far apart the clocks of governance and action may be. */
export const clockToleranceMs = 1000;

const StrictGrant = Grant.strict();

/**
 * Checks a grant against the use that is about to be made of it. Throws `GrantRefused` (MESH_GRANT_REFUSED) naming the
 * field: absent, malformed, altered, for another tool, arguments, cluster, incident or tenant, not yet valid, expired.
 */
export function checkGrant(grant: unknown, use: GrantUse & { cluster: string } & GrantMoment): GrantBody {
  const body = checkBinding(grant, use);
  checkCluster(body, use.cluster);
  checkLifetime(body, use);
  return body;
}

/** What can be said of a grant without looking at the target or the clock, and stays so for ever. */
export function checkBinding(grant: unknown, use: GrantUse): GrantBody {
  if (grant === undefined || grant === null)
    throw new GrantRefused('grant', 'there is none; nothing is written without one');
  const parsed = StrictGrant.safeParse(grant);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new GrantRefused('grant', `malformed at "${issue?.path.join('.') ?? ''}": ${issue?.message ?? ''}`);
  }
  if (!createGrantVerifier(use.publicKey).verify(parsed.data))
    throw new GrantRefused('signature', 'not the one of governance over these fields; the grant was altered');
  const { signature: _, ...body } = parsed.data;
  if (body.tool !== use.tool) throw new GrantRefused('tool', `it is for ${body.tool}, not for ${use.tool}`);
  if (body.argsDigest !== digestOf(use.args))
    throw new GrantRefused('args', 'it is for other arguments than these');
  for (const field of ['incident', 'tenant'] as const) {
    if (body[field] !== use[field])
      throw new GrantRefused(field, `it is for ${field} ${body[field]}, not for ${use[field]}`);
  }
  return body;
}

export function checkCluster(body: GrantBody, cluster: string): void {
  if (body.cluster !== cluster)
    throw new GrantRefused('cluster', `it is for cluster ${body.cluster}, not for ${cluster}`);
}

export function checkLifetime(body: GrantBody, { now, toleranceMs }: GrantMoment): void {
  const at = now.getTime();
  if (at < Date.parse(body.issuedAt) - toleranceMs)
    throw new GrantRefused(
      'issuedAt',
      `not valid before ${body.issuedAt}, and it is ${now.toISOString()}`,
      'Synchronise the clocks of governance and action.',
    );
  if (hasExpired(body, { now, toleranceMs }))
    throw new GrantRefused(
      'expiresAt',
      `it ended at ${body.expiresAt}, and it is ${now.toISOString()}`,
      'Ask for a new attempt of the step.',
    );
}

export const hasExpired = (body: { expiresAt: string }, { now, toleranceMs }: GrantMoment): boolean =>
  now.getTime() > Date.parse(body.expiresAt) + toleranceMs;
