import { mintUser } from '@sremesh/policy';
import { lifeSeconds } from './clock.ts';
import type { IdentityDeps } from './deps.ts';
import type { IdentityRecord } from './record.ts';

/**
 * A JWT for what the record says, and the record that knows of it; to be handed out only once that record is stored. It is
 * issued after whatever is revoked of the key, also where another replica's clock was ahead when it revoked.
 */
export function issueJwt(
  { keys, now }: Pick<IdentityDeps, 'keys' | 'now'>,
  record: IdentityRecord,
): { jwt: string; record: IdentityRecord } {
  const { role, instance, publicKey, tenants, revokedUpTo } = record;
  const issuedAt = Math.max(now(), revokedUpTo + 1);
  return {
    jwt: mintUser(keys, { role, instance, publicKey, tenants, lifeSeconds, issuedAt }),
    record: {
      ...record,
      issuedAt: Math.max(record.issuedAt, issuedAt),
      expiresAt: Math.max(record.expiresAt, issuedAt + lifeSeconds),
    },
  };
}
