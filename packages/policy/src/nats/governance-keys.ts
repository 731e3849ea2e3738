import { agentRoles, enrolling } from '@sremesh/contracts';
import { z } from 'zod';
import { provisioner } from './identity-name.ts';
import { nkeyOfKind, publicKeyOfKind } from './nkey.ts';
import type { NatsTrust } from './trust.ts';

const accountKey = nkeyOfKind('A');
const account = publicKeyOfKind('A');

/** The part of the keys that governance needs to give identities to agents and take them away. */
export const GovernanceKeys = z.object({
  operator: z.object({ publicKey: publicKeyOfKind('O'), signing: nkeyOfKind('O') }),
  system: z.object({ account, signing: accountKey }),
  mesh: z.object({
    account,
    signing: z.record(z.enum(agentRoles), accountKey),
    /** Public halves of the signing keys that others hold. */
    others: z.object({ [provisioner]: account, [enrolling]: account }),
  }),
  records: z.object({ account, signing: accountKey }),
});
export type GovernanceKeys = z.infer<typeof GovernanceKeys>;

export const governanceKeys = ({ operator, system, mesh, records }: NatsTrust): GovernanceKeys =>
  GovernanceKeys.parse({
    operator,
    system,
    mesh: {
      account: mesh.account,
      signing: Object.fromEntries(agentRoles.map((role) => [role, mesh.signing[role]])),
      others: {
        [provisioner]: mesh.signing.provisioner.publicKey,
        [enrolling]: mesh.signing.enrol.publicKey,
      },
    },
    records: { account: records.account, signing: records.signing.governance },
  });
