import { z } from 'zod';
import { IdentityName } from './identity-name.ts';
import { generateNKey, nkeyOfKind } from './nkey.ts';

/** Keys of every agent of the agents table and of the provisioner; as JSON, what a supervisor keeps (mode 0600). */
export const Identities = z.record(IdentityName, nkeyOfKind('U'));
export type Identities = z.infer<typeof Identities>;

export const mintIdentities = (): Identities =>
  Identities.parse(Object.fromEntries(IdentityName.options.map((name) => [name, generateNKey('U')])));
