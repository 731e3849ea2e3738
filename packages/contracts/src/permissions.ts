import { agentRoles, agentSpec, type AgentRole } from './agents.ts';
import { jetStreamApi } from './jetstream-api.ts';
import { auditConsumer, enrolling, fromJwt, streams, subjects, workConsumer } from './subjects.ts';
import { tools } from './tools/index.ts';
import type { ToolContract } from './tools/tool.ts';

/** Allow lists of a NATS user; what is not listed is denied. */
export interface Permissions {
  publish: string[];
  subscribe: string[];
}

const allTools: readonly ToolContract[] = Object.values(tools);

/** MCP requests other than `tools/call` that a caller may send. */
const discovery = ['server/discover', 'tools/list'] as const;

/** The agent that gives out identities, keeps the policy and takes the audit. */
const authority: AgentRole = 'governance';

/**
 * What an instance of an agent may publish and subscribe: exactly what its entry in the agents table and the tools it
 * serves need. There is no `allow_responses`: a caller chooses the reply subject, so a server may answer only into inboxes.
 */
export function permissionsOf(role: AgentRole, tenants: readonly string[], instance: string): Permissions {
  const spec = agentSpec(role);
  const serves = allTools.some((tool) => tool.server === role && tool.delivery === 'request');
  const works = allTools.some((tool) => tool.server === role && tool.delivery === 'work');
  const callers = agentRoles.filter((other) => agentSpec(other).calls.includes(role));
  const consumer = [streams.work.name, workConsumer(role)] as const;
  const perTenant = tenants.map((tenant) => ofTenant(role, tenant, serves));
  return {
    publish: [
      ...perTenant.flatMap(({ publish }) => publish),
      subjects.heartbeat(role, instance),
      ...control(role, instance).publish,
      ...(serves ? callers.map((caller) => subjects.inboxesOf(caller)) : []),
      ...(serves ? tenants.map((tenant) => subjects.audit(tenant, role, instance)) : []),
      ...(works
        ? [
            jetStreamApi.consumerInfo(...consumer),
            jetStreamApi.nextMessage(...consumer),
            jetStreamApi.acks(...consumer),
            ...tenants.map((tenant) => subjects.dead(tenant, role, '*')),
          ]
        : []),
      ...(spec.readsEvents ? [jetStreamApi.directGet(streams.events.name)] : []),
      ...[...spec.writes, ...spec.reads].flatMap((bucket) => {
        const stream = jetStreamApi.bucketStream(bucket);
        return [
          jetStreamApi.directGet(stream),
          jetStreamApi.directGetLast(stream, jetStreamApi.bucketKeys(bucket)),
        ];
      }),
      ...spec.writes.map((bucket) => jetStreamApi.bucketKeys(bucket)),
    ],
    subscribe: [
      `${subjects.inboxPrefix(role, instance)}.>`,
      ...control(role, instance).subscribe,
      ...perTenant.flatMap(({ subscribe }) => subscribe),
      ...(spec.watchesHeartbeats ? [subjects.heartbeat('*', '*')] : []),
    ],
  };
}

/**
 * What an instance that has no identity yet may do with its one-use credential: ask for one, under the key it will have
 * there, and hear the answer.
 */
export const enrolmentPermissions: Permissions = {
  publish: [subjects.enrol(fromJwt.role, fromJwt.key)],
  subscribe: [`${subjects.inboxPrefix(enrolling, fromJwt.key)}.>`],
};

/** The subjects that keep an agent in the mesh; the other end of each is the authority's. */
function control(role: AgentRole, instance: string): Permissions {
  const heard = [subjects.identity(role, instance), subjects.policy];
  if (role !== authority) return { publish: [subjects.renew(role, instance)], subscribe: heard };
  const consumer = [streams.audit.name, auditConsumer] as const;
  return {
    publish: [
      subjects.identity('*', '*'),
      subjects.policy,
      ...[enrolling, ...agentRoles.filter((other) => other !== authority)].map((name) =>
        subjects.inboxesOf(name),
      ),
      jetStreamApi.consumerInfo(...consumer),
      jetStreamApi.nextMessage(...consumer),
      jetStreamApi.acks(...consumer),
      // It refuses deliveries in place of agents that are lost.
      jetStreamApi.acks(streams.work.name, '*'),
    ],
    subscribe: [...heard, subjects.enrol('*', '*'), subjects.renew('*', '*')],
  };
}

function ofTenant(role: AgentRole, tenant: string, serves: boolean): Permissions {
  const spec = agentSpec(role);
  return {
    publish: [
      ...spec.calls.flatMap((server) => callsOf(role, tenant, server)),
      ...spec.handsOffTo.map((agent) => subjects.work(tenant, agent, '*')),
      ...spec.emits.map((type) => subjects.event(tenant, '*', type)),
    ],
    subscribe: [
      ...(serves ? [subjects.requestsTo(tenant, role), subjects.cancel(tenant, '*', role)] : []),
      ...(spec.readsEvents ? [subjects.stored(tenant, '*', '*')] : []),
    ],
  };
}

function callsOf(role: AgentRole, tenant: string, server: string): string[] {
  const callable = allTools.filter(
    (tool) => tool.server === server && tool.delivery === 'request' && (tool.callers?.includes(role) ?? true),
  );
  return [
    ...discovery.map((method) => subjects.request(tenant, role, server, method)),
    ...callable.map((tool) => subjects.request(tenant, role, server, 'tools/call', tool.name)),
    subjects.cancel(tenant, role, server),
  ];
}
