import { MeshError, type RenewalRequest } from '@sremesh/contracts';
import { inTurns } from '../in-turns.ts';
import type { AgentName } from '../supervision/presence.ts';
import type { IdentityDeps } from './deps.ts';
import { issueJwt } from './issue.ts';
import { keyOf } from './record.ts';

/**
 * A newer JWT for a live identity, with the tenants it has now. Who asks is what NATS enforced in the subject.
 * Throws MESH_PERMISSION_DENIED.
 */
export function renew(
  deps: Pick<IdentityDeps, 'keys' | 'identities' | 'now'>,
  { role, instance }: AgentName,
  { publicKey }: RenewalRequest,
): Promise<string> {
  return inTurns(async () => {
    const stored = await deps.identities.get(keyOf(instance));
    if (stored?.value.role !== role || stored.value.publicKey !== publicKey)
      throw denied(`${role} ${instance} has no identity with this key`);
    if (stored.value.state === 'revoked') throw denied(`it was revoked: ${stored.value.reason}`);
    const { jwt, record } = issueJwt(deps, { ...stored.value, state: 'live' });
    await deps.identities.update(keyOf(instance), record, stored.revision);
    return jwt;
  });
}

const denied = (why: string): MeshError =>
  new MeshError('MESH_PERMISSION_DENIED', `renewal: ${why}`, {
    remedy: 'Start the agent anew: its supervisor gives it a new credential.',
  });
