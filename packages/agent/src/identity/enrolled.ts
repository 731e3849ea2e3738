import { MeshError } from '@sremesh/contracts';
import { enrol, newUserKey } from '@sremesh/mesh';
import { z } from 'zod';
import type { ObtainIdentity } from './identity.ts';
import { RenewedIdentity } from './renewed.ts';

const Credential = z.object({ jwt: z.string().min(1), seed: z.string().min(1) });

/**
 * Makes a key that never leaves this process and asks governance for its identity, with the one-use credential that the
 * supervisor gave (`SREMESH_ENROLMENT`, JSON of JWT and seed).
 */
export const enrolledIdentity: ObtainIdentity = async ({ values, servers, role, instance, log }) => {
  const credential = credentialFrom(values['SREMESH_ENROLMENT']);
  const { seed, publicKey } = newUserKey();
  const jwt = await enrol({ servers, role, instance, publicKey, credential, log });
  log.info({ publicKey }, 'governance gave this process its identity');
  return new RenewedIdentity({ jwt, seed, publicKey, log });
};

function credentialFrom(text: string | undefined): z.infer<typeof Credential> {
  try {
    return Credential.parse(JSON.parse(text ?? ''));
  } catch {
    throw new MeshError('MESH_CONFIG_INVALID', 'SREMESH_ENROLMENT: no credential for enrolling', {
      remedy: 'Have the agent started by `sremesh up`, which gives each start of a process one of its own.',
    });
  }
}
