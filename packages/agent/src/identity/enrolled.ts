import { enrol, newUserKey } from '@sremesh/mesh';
import { credentialFrom } from './credential.ts';
import type { ObtainIdentity } from './identity.ts';
import { RenewedIdentity } from './renewed.ts';

/**
 * Makes a key that never leaves this process and asks governance for its identity, with the one-use credential that it
 * was given.
 */
export const enrolledIdentity: ObtainIdentity = async ({ values, servers, role, instance, log }) => {
  const credential = credentialFrom(values);
  const { seed, publicKey } = newUserKey();
  const jwt = await enrol({ servers, role, instance, publicKey, credential, log });
  log.info({ publicKey }, 'governance gave this process its identity');
  return new RenewedIdentity({ jwt, seed, publicKey, log });
};
