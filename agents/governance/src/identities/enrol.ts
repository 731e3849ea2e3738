import { enrolling, isAgentRole, MeshError, type AgentRole, type EnrolmentRequest } from '@sremesh/contracts';
import { verifyUser, type UserClaims } from '@sremesh/policy';
import { createOrGet } from '../create-or-get.ts';
import { inTurns } from '../in-turns.ts';
import { toleranceSeconds } from './clock.ts';
import type { IdentityDeps } from './deps.ts';
import { issueJwt } from './issue.ts';
import { keyOf, type IdentityRecord } from './record.ts';
import { nameFor, refuseKnownKey } from './name.ts';

/** Of an enrolment credential; the record that it was used has to outlive it, by the clocks of all replicas. */
const longestLifeSeconds = 300;

/**
 * Gives a new instance its identity: the JWT of its key, for the role and the tenants of its one-use credential, never of
 * its request. `asked` is what NATS enforced in the subject. The same request again gets a JWT of the same identity.
 * Throws MESH_PERMISSION_DENIED, MESH_MESSAGE_INVALID, and MESH_CONFLICT where the name is somebody else's.
 */
export async function enrol(
  deps: IdentityDeps,
  asked: { role: string; key: string },
  { instance, publicKey, enrolment }: EnrolmentRequest,
): Promise<{ jwt: string; record: IdentityRecord }> {
  const { keys, identities, now } = deps;
  const claims = verifyUser(enrolment, [keys.mesh.others[enrolling]], { now: now(), toleranceSeconds });
  const role = roleOf(claims, asked, keys.mesh.account, now());
  const known = (await identities.get(keyOf(instance)))?.value;
  nameFor(known, { instance, publicKey }, now());
  await refuseKnownKey(deps, { instance, publicKey });
  await useUp(deps, claims.id, { instance, publicKey });
  return inTurns(async () => {
    const stored = await identities.get(keyOf(instance));
    const same = stored?.value.publicKey === publicKey ? stored.value : undefined;
    const earlier = nameFor(stored?.value, { instance, publicKey }, now());
    const fresh: IdentityRecord = {
      role,
      instance,
      publicKey,
      tenants: claims.tenants,
      state: 'live',
      reason: '',
      enrolledAt: new Date(now() * 1000).toISOString(),
      issuedAt: 0,
      expiresAt: 0,
      revokedUpTo: 0,
      earlier,
    };
    const issued = issueJwt(deps, same ?? fresh);
    if (stored === undefined) await identities.create(keyOf(instance), issued.record);
    else await identities.update(keyOf(instance), issued.record, stored.revision);
    return issued;
  });
}

/** The role, once everything the credential says fits what NATS enforced. */
function roleOf(
  { name, account, publicKey, role, tenants, issuedAt, expiresAt }: UserClaims,
  asked: { role: string; key: string },
  mesh: string,
  now: number,
): AgentRole {
  if (name !== enrolling || account !== mesh) throw denied('it is not for enrolling in this mesh');
  if (publicKey !== asked.key) throw denied('it is of another key than the one that connected');
  if (expiresAt - issuedAt > longestLifeSeconds) throw denied(`it lives longer than ${longestLifeSeconds} s`);
  if (issuedAt > now + toleranceSeconds) throw denied('it was issued in the future');
  if (role === undefined || role !== asked.role || !isAgentRole(role)) throw denied('it is for another role');
  if (role === 'governance') throw denied('governance gives itself its identity');
  if (tenants.length === 0) throw denied('it names no tenant');
  return role;
}

async function useUp(
  { enrolments, now }: IdentityDeps,
  id: string,
  by: { instance: string; publicKey: string },
): Promise<void> {
  const at = new Date(now() * 1000).toISOString();
  const { value } = await createOrGet(enrolments, id, { ...by, at });
  if (value.instance !== by.instance || value.publicKey !== by.publicKey)
    throw denied(`it was used already, at ${value.at}`);
}

const denied = (why: string): MeshError =>
  new MeshError('MESH_PERMISSION_DENIED', `enrolment: ${why}`, {
    remedy: 'Start the agent anew: its supervisor gives it a new credential.',
  });
