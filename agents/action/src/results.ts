import { canonicalJson, errorMessage, MeshError, type GrantBody } from '@sremesh/contracts';
import { clockToleranceMs, GrantRefused, hasExpired, type GrantMoment } from '@sremesh/policy';
import type { Target } from './deps.ts';
import type { Result } from './execution.ts';
import { isPassing } from './patience.ts';

export const moment = (): GrantMoment => ({ now: new Date(), toleranceMs: clockToleranceMs });

export const expired = ({ expiresAt }: GrantBody, why: string): Result => ({
  outcome: 'expired',
  reason: `the grant ended at ${expiresAt} before the step was applied: ${why}`,
});

/** null where the grant's credential may still change something. */
export const over = ({ rights }: Target, grant: GrantBody): Result | null =>
  rights === 'apply' ? null : expired(grant, 'it is over or void, and unlocks looking only');

/** null where the target looks as the grant expects it. */
export function changed({ expectedPreState }: GrantBody, preState: unknown): Result | null {
  const [expected, found] = [canonicalJson(expectedPreState), canonicalJson(preState)];
  if (expected === found) return null;
  const reason = `expected ${expected.slice(0, 900)}, found ${found.slice(0, 900)}`;
  return { outcome: 'prestate_changed', reason };
}

export const failed = (error: unknown): Result => ({ outcome: 'failed', reason: errorMessage(error) });

/** The result of a step that a fault kept from being begun; null where the fault is none that settles it. */
export function faultBefore(grant: GrantBody, error: unknown): Result | null {
  if (error instanceof GrantRefused)
    return error.field === 'expiresAt'
      ? expired(grant, 'it came too late')
      : { outcome: 'refused', reason: error.message };
  if (error instanceof MeshError && error.code === 'MESH_EXPIRED') return expired(grant, error.message);
  if (error instanceof MeshError && error.code === 'MESH_GRANT_REFUSED')
    return { outcome: 'refused', reason: error.message };
  if (isPassing(error)) return hasExpired(grant, moment()) ? expired(grant, errorMessage(error)) : null;
  return error instanceof MeshError ? failed(error) : null;
}
