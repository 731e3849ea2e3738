import { agentRoles, enrolling } from '@sremesh/contracts';
import { z } from 'zod';

/** The identity with which `up` makes streams, consumers and buckets, and which is used for nothing else. */
export const provisioner = 'provisioner';

/** Who has users in the MESH account; each name has a signing key of its own, whose users may do only what it may. */
export const IdentityName = z.enum([...agentRoles, provisioner, enrolling]);
export type IdentityName = z.infer<typeof IdentityName>;
