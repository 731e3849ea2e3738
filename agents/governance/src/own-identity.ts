import type { ObtainIdentity } from '@sremesh/agent';
import { MeshError } from '@sremesh/contracts';
import { generateNKey, GovernanceKeys, mintUser } from '@sremesh/policy';
import { lifeSeconds } from './identities/clock.ts';

/**
 * Governance holds the keys that sign identities, so it signs its own and needs nobody to begin. The JWT is made anew at
 * each connect, so that it never has to be renewed.
 */
export const ownIdentity: ObtainIdentity = async ({ values, role, instance, tenants }) => {
  const keys = parseKeys(values['SREMESH_NATS_KEYS'] ?? '');
  const { publicKey, seed } = generateNKey('U');
  return {
    auth: { seed, jwt: () => mintUser(keys, { role, instance, tenants, publicKey, lifeSeconds }) },
  };
};

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
