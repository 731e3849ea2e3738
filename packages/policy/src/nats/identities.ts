import { agentRoles } from '@sremesh/contracts';
import { z } from 'zod';
import { generateUserKey, NKey } from './nkey.ts';

/** The identity with which `up` makes streams, consumers and buckets, and which is used for nothing else. */
export const provisioner = 'provisioner';

export const IdentityName = z.enum([...agentRoles, provisioner]);
export type IdentityName = z.infer<typeof IdentityName>;

/** Keys of every agent of the agents table and of the provisioner; as JSON, what a supervisor keeps (mode 0600). */
export const Identities = z.record(IdentityName, NKey);
export type Identities = z.infer<typeof Identities>;

export const mintIdentities = (): Identities =>
  Identities.parse(Object.fromEntries(IdentityName.options.map((name) => [name, generateUserKey()])));
