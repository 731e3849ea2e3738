import type { ObtainIdentity } from '@sremesh/agent';
import { MeshError } from '@sremesh/contracts';
import type { NatsAuth } from '@sremesh/mesh';
import { generateNKey, GovernanceKeys, mintUser, recordsUser, systemUser } from '@sremesh/policy';

/** A JWT is made anew at each connect, so this is how long one connection lasts. */
const lifeSeconds = 7200;

/** Governance holds the keys that sign identities, so it signs its own: it needs nobody to begin. */
export const ownIdentity: ObtainIdentity = async ({ values, role, instance, tenants }) => {
  const keys = parseKeys(values['SREMESH_NATS_KEYS'] ?? '');
  return minting((publicKey) => mintUser(keys, { role, instance, tenants, publicKey, lifeSeconds }));
};

/** A replica's identity in the account of the records. */
export const recordsIdentity = (keys: GovernanceKeys, instance: string): NatsAuth =>
  minting((publicKey) => recordsUser(keys, { instance, publicKey, lifeSeconds }));

/** A replica's identity in the system account. */
export const systemIdentity = (keys: GovernanceKeys, instance: string): NatsAuth =>
  minting((publicKey) => systemUser(keys, { instance, publicKey, lifeSeconds }));

/** The keys, from the secret that holds them; the error never shows it. */
export function parseKeys(text: string): GovernanceKeys {
  try {
    return GovernanceKeys.parse(JSON.parse(text));
  } catch {
    throw new MeshError('MESH_CONFIG_INVALID', 'SREMESH_NATS_KEYS: does not hold the keys of governance', {
      remedy: 'Have governance started by `sremesh up`, which makes and keeps them.',
    });
  }
}

function minting(mint: (publicKey: string) => string): NatsAuth {
  const { publicKey, seed } = generateNKey('U');
  return { seed, jwt: () => mint(publicKey) };
}
