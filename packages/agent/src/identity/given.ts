import { MeshError } from '@sremesh/contracts';
import { z } from 'zod';
import type { ObtainIdentity } from './identity.ts';

const Given = z.object({ jwt: z.string().min(1), seed: z.string().min(1) });

/** The identity that whoever started this process gave it, as JSON of JWT and seed. */
export const givenIdentity: ObtainIdentity = async ({ values }) => {
  try {
    const { jwt, seed } = Given.parse(JSON.parse(values['SREMESH_IDENTITY'] ?? ''));
    return { jwt: () => jwt, seed };
  } catch {
    throw new MeshError('MESH_CONFIG_INVALID', 'SREMESH_IDENTITY: no identity for NATS', {
      remedy: 'Have the agent started by `sremesh up`, which gives each process an identity of its own.',
    });
  }
};
