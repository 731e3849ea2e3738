import { enrolling, type AgentRole } from '@sremesh/contracts';
import type { GovernanceKeys } from './governance-keys.ts';
import { provisioner } from './identity-name.ts';
import type { NatsTrust } from './trust.ts';
import { userJwt, type Issuer } from './user-jwt.ts';

interface User {
  /** The public half of the key that the user proves to have. */
  publicKey: string;
  lifeSeconds: number;
  /** Seconds since 1970; default now. */
  issuedAt?: number;
}

/** The JWT of an agent's instance in the account of the agents. */
export const mintUser = (
  { mesh }: Pick<GovernanceKeys, 'mesh'>,
  { role, instance, ...rest }: User & { role: AgentRole; instance: string; tenants: string[] },
): string => userJwt({ account: mesh.account, signing: mesh.signing[role] }, { ...rest, name: instance });

/** A one-use credential with which an instance of the role may ask for an identity. */
export const mintEnrolment = (key: Issuer, request: User & { role: AgentRole; tenants: string[] }): string =>
  userJwt(key, { ...request, name: enrolling });

/** The JWT of a governance replica in the account of the records. */
export const recordsUser = (
  { records }: Pick<GovernanceKeys, 'records'>,
  { instance, ...rest }: User & { instance: string },
): string => userJwt(records, { ...rest, name: instance, tenants: [] });

/** The JWT of a governance replica in the system account, where it hears of its own mesh only. */
export const systemUser = (
  { system, mesh }: Pick<GovernanceKeys, 'system' | 'mesh'>,
  { instance, ...rest }: User & { instance: string },
): string => userJwt(system, { ...rest, name: instance, tenants: [], mesh: mesh.account });

/** The JWTs of the provisioner, in the account of the agents and in that of the records. */
export function mintProvisioner({ mesh, records }: NatsTrust, user: User): { mesh: string; records: string } {
  const request = { ...user, name: provisioner, tenants: [] };
  return {
    mesh: userJwt({ account: mesh.account, signing: mesh.signing[provisioner] }, request),
    records: userJwt({ account: records.account, signing: records.signing[provisioner] }, request),
  };
}
