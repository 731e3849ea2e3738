import { MeshError } from '@sremesh/contracts';
import { toleranceSeconds } from './clock.ts';
import type { IdentityDeps } from './deps.ts';
import { instancesPrefix, type IdentityRecord } from './record.ts';

interface Claim {
  instance: string;
  publicKey: string;
}

/**
 * The keys that had the name before and are to be revoked, where this key may have the name: it is free, its own, or of an
 * instance that is revoked, has stopped, or has expired by any clock. Throws MESH_CONFLICT where it may not.
 */
export function nameFor(
  known: IdentityRecord | undefined,
  { instance, publicKey }: Claim,
  now: number,
): IdentityRecord['earlier'] {
  if (known === undefined) return [];
  const earlier = known.earlier.filter((key) => !over(key, now));
  if ([...earlier, ...(known.state === 'live' ? [] : [known])].some((key) => key.publicKey === publicKey))
    throw new MeshError('MESH_PERMISSION_DENIED', `publicKey: this key's identity ${instance} has ended`, {
      remedy: 'Make a new key, and enrol with a new credential.',
    });
  if (known.publicKey === publicKey) return earlier;
  if (known.state === 'live' && !over(known, now))
    throw new MeshError('MESH_CONFLICT', `instance: ${instance} is the name of a live agent`, {
      remedy: 'Choose another SREMESH_INSTANCE, or wait until that agent has stopped or is found to be lost.',
    });
  const { expiresAt, issuedAt } = known;
  const revokedUpTo = Math.max(known.revokedUpTo, issuedAt);
  return over(known, now) ? earlier : [...earlier, { publicKey: known.publicKey, revokedUpTo, expiresAt }];
}

/** No JWT of the key can be valid any more, by any clock within the tolerance. */
export const over = ({ expiresAt }: { expiresAt: number }, now: number): boolean =>
  expiresAt + 2 * toleranceSeconds < now;

/** One key is one identity: else ending the one would end the other. */
export async function refuseKnownKey(
  { identities }: Pick<IdentityDeps, 'identities'>,
  { instance, publicKey }: Claim,
): Promise<void> {
  for await (const { value } of identities.entries(instancesPrefix))
    if (value.instance !== instance && [value, ...value.earlier].some((key) => key.publicKey === publicKey))
      throw new MeshError('MESH_PERMISSION_DENIED', 'publicKey: this key is that of another identity', {
        remedy: 'Every instance makes a key of its own.',
      });
}
