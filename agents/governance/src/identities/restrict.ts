import { MeshError } from '@sremesh/contracts';
import { inTurns } from '../in-turns.ts';
import type { IdentityDeps } from './deps.ts';
import { issueJwt } from './issue.ts';
import { keyOf, type IdentityRecord } from './record.ts';

type Deps = Pick<IdentityDeps, 'keys' | 'identities' | 'now'>;

/** Ends an identity for good, in the records. Answers whether it was not so already; an unknown one is none. */
export async function revoke(deps: Deps, instance: string, reason: string): Promise<boolean> {
  return inTurns(async () => {
    const stored = await deps.identities.get(keyOf(instance));
    if (stored === undefined || stored.value.state === 'revoked') return false;
    const revokedUpTo = uncounted(deps, stored.value);
    const revoked: IdentityRecord = { ...stored.value, state: 'revoked', reason, revokedUpTo };
    await deps.identities.update(keyOf(instance), revoked, stored.revision);
    return true;
  });
}

/**
 * Takes tenants from a live identity, in the records; what it was given before counts no more. Answers the JWT that it is
 * to have instead. Throws MESH_MESSAGE_INVALID where these are not some of its tenants.
 */
export async function narrow(
  deps: Deps,
  instance: string,
  { tenants, reason }: { tenants: readonly string[]; reason: string },
): Promise<{ jwt: string; record: IdentityRecord }> {
  return inTurns(async () => {
    const { value, revision } = await find(deps, instance);
    const wider = tenants.filter((tenant) => !value.tenants.includes(tenant));
    if (value.state !== 'live' || wider.length > 0)
      throw new MeshError(
        'MESH_MESSAGE_INVALID',
        value.state === 'live'
          ? `tenants: ${instance} has no ${wider.join(', ')}`
          : `instance: it is ${value.state}`,
        { remedy: `It has ${value.tenants.join(', ')}; name those that it shall keep.` },
      );
    const issued = issueJwt(deps, {
      ...value,
      tenants: value.tenants.filter((tenant) => tenants.includes(tenant)),
      reason,
      revokedUpTo: uncounted(deps, value),
    });
    await deps.identities.update(keyOf(instance), issued.record, revision);
    return issued;
  });
}

/** Marks an instance that said it stops and is gone, so that its name is free. */
export async function markStopped(deps: Deps, instance: string): Promise<void> {
  await inTurns(async () => {
    const stored = await deps.identities.get(keyOf(instance));
    if (stored?.value.state !== 'live') return;
    const stopped: IdentityRecord = { ...stored.value, state: 'stopped' };
    await deps.identities.update(keyOf(instance), stopped, stored.revision);
  });
}

/** Throws MESH_NOT_FOUND. */
export async function find({ identities }: Pick<IdentityDeps, 'identities'>, instance: string) {
  const stored = await identities.get(keyOf(instance));
  if (stored !== undefined) return stored;
  throw new MeshError('MESH_NOT_FOUND', `instance: there is no identity ${JSON.stringify(instance)}`, {
    remedy: '`sremesh agents` shows those there are. Governance itself has none: it holds the keys.',
  });
}

/** Up to when nothing counts: now, or what a replica whose clock is ahead issued. */
const uncounted = ({ now }: Deps, { issuedAt }: IdentityRecord): number => Math.max(now(), issuedAt);
