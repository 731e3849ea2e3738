import { agentRoles, enrolling } from '@sremesh/contracts';
import type { GovernanceKeys } from './governance-keys.ts';
import { provisioner, type IdentityName } from './identity-name.ts';
import { encodeJwt } from './jwt.ts';
import { epochSeconds } from './seconds.ts';
import { meshPermissions, recordsPermissions, systemPermissions, type Scope } from './templates.ts';
import type { NatsTrust } from './trust.ts';

const unlimited = -1;
const limits = {
  conn: unlimited,
  subs: unlimited,
  data: unlimited,
  payload: unlimited,
  disallow_bearer: true,
};
/** Streams bound themselves; nothing is kept in memory. */
const withJetStream = {
  ...limits,
  disk_storage: unlimited,
  streams: unlimited,
  consumer: unlimited,
  max_ack_pending: unlimited,
};

export interface MeshAccountOptions {
  /** By a user's public key: JWTs issued up to then (seconds since 1970) are refused, and their connections closed. */
  revocations: Readonly<Record<string, number>>;
  /** Seconds since 1970; default now. A server keeps the newer of two JWTs of an account. */
  issuedAt?: number;
}

/** The JWT of the agents' account, to be pushed to the servers. */
export function meshAccount(
  { mesh, operator }: Pick<GovernanceKeys, 'mesh' | 'operator'>,
  { revocations, issuedAt = epochSeconds() }: MeshAccountOptions,
): string {
  const keys: [IdentityName, string][] = [
    ...agentRoles.map((role): [IdentityName, string] => [role, mesh.signing[role].publicKey]),
    [provisioner, mesh.others[provisioner]],
    [enrolling, mesh.others[enrolling]],
  ];
  const scopes = keys.map(([role, key]) => ({ key, role, permissions: meshPermissions(role) }));
  return accountJwt('MESH', mesh.account, { limits: withJetStream, scopes, revocations }, operator, issuedAt);
}

/** The JWT of the account of governance's records. */
export function recordsAccount({ records, operator, issuedAt }: NatsTrust): string {
  const scopes = (['governance', provisioner] as const).map((role) => ({
    key: records.signing[role].publicKey,
    role,
    permissions: recordsPermissions[role],
  }));
  return accountJwt('GOVERNANCE', records.account, { limits: withJetStream, scopes }, operator, issuedAt);
}

export function systemAccount({ system, operator, issuedAt }: NatsTrust): string {
  const scope = { key: system.signing.publicKey, role: 'governance', permissions: systemPermissions };
  return accountJwt('SYS', system.account, { limits, scopes: [scope] }, operator, issuedAt);
}

function accountJwt(
  name: string,
  account: string,
  content: { limits: object; scopes: readonly Scope[]; revocations?: Readonly<Record<string, number>> },
  { signing }: Pick<GovernanceKeys['operator'], 'signing'>,
  iat: number,
): string {
  const { scopes, revocations = {} } = content;
  const nats = {
    type: 'account',
    limits: content.limits,
    signing_keys: scopes.map(({ key, role, permissions }) => ({
      kind: 'user_scope',
      key,
      role,
      template: {
        pub: { allow: allowed(permissions.publish) },
        sub: { allow: allowed(permissions.subscribe) },
        subs: unlimited,
        data: unlimited,
        payload: unlimited,
      },
    })),
    ...(Object.keys(revocations).length === 0 ? {} : { revocations }),
  };
  return encodeJwt({ name, sub: account, iat, nats }, 'O', signing);
}

/** To nats-server an empty allow list allows everything. */
function allowed(list: readonly string[]): readonly string[] {
  if (list.length === 0) throw new RangeError('an identity has to be allowed one subject at least');
  return list;
}
