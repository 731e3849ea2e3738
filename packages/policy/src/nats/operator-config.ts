import { meshAccount, recordsAccount, systemAccount } from './accounts.ts';
import { governanceKeys } from './governance-keys.ts';
import type { NatsTrust } from './trust.ts';

/**
 * The part of a nats-server configuration that says who may do what: the operator, its accounts, and where the server
 * keeps what is pushed of them. It holds public keys only.
 * The accounts are issued when the keys were made, so a restart does not undo what was pushed since.
 */
export function operatorConfig(trust: NatsTrust, { resolverDir }: { resolverDir: string }): string {
  const { operator, system, mesh, records, issuedAt } = trust;
  const accounts = [
    [system.account, systemAccount(trust)],
    [mesh.account, meshAccount(governanceKeys(trust), { revocations: {}, issuedAt })],
    [records.account, recordsAccount(trust)],
  ];
  return `\
operator: ${operator.jwt}
system_account: ${system.account}
resolver {
  type: full
  dir: ${JSON.stringify(resolverDir)}
  allow_delete: false
  interval: "2m"
}
resolver_preload {
${accounts.map(([id, jwt]) => `  ${id}: ${jwt}`).join('\n')}
}
`;
}
