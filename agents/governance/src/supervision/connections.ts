import { agentRoles, type AgentRole } from '@sremesh/contracts';
import type { Closable, System } from '@sremesh/mesh';
import type { GovernanceKeys } from '@sremesh/policy';
import type { AgentName } from './presence.ts';

export type AgentKeys = Pick<GovernanceKeys, 'mesh'>;

/** Tells of agents that connect and leave: who it is says the key that signed the JWT, and the JWT's name. */
export function connectionsOf(
  system: Pick<System, 'onConnection'>,
  { mesh }: AgentKeys,
  tell: (name: AgentName, connection: string, here: boolean) => void,
): Closable {
  const roles = new Map(agentRoles.map((role): [string, AgentRole] => [mesh.signing[role].publicKey, role]));
  return system.onConnection(mesh.account, ({ type, name, issuer, serverId, clientId }) => {
    const role = roles.get(issuer);
    if (role !== undefined) tell({ role, instance: name }, `${serverId}/${clientId}`, type === 'connected');
  });
}
