/**
 * The subject grammar. Subjects say who, to whom and what, so that permissions are derived from them; they are spelled
 * here and nowhere else.
 *
 *   mesh.v1.{tenant}.req.{caller}.{server}.{method…}    request/reply (a tool call ends in the tool's name)
 *   mesh.v1.{tenant}.cancel.{caller}.{server}           cancellations; every replica of the server hears them
 *   mesh.v1.{tenant}.work.{agent}.{incident}            durable handoff
 *   mesh.v1.{tenant}.dead.{agent}.{incident}            handoffs given up on, with the reason
 *   mesh.v1.{tenant}.event.{incident}.{type}            what happened: the source of truth
 *   mesh.v1.{tenant}.stored.{incident}.{type}           the event log's own notice that such an event is stored (no body)
 *   mesh.v1.{tenant}.audit.{role}.{instance}            what an agent served, in batches
 *   mesh.v1.control.heartbeat.{role}.{instance}
 *   mesh.v1.control.enrol.{role}.{key}                  an instance without an identity asks for one
 *   mesh.v1.control.renew.{role}.{instance}             an instance asks for a newer JWT
 *   mesh.v1.control.identity.{role}.{instance}          governance hands an instance a JWT
 *   mesh.v1.control.policy                              notice of a new policy version
 *
 * `{method…}` is the MCP method with dots for slashes; for `tools/call` the tool's name follows as one more token.
 */
const root = 'mesh.v1';

const token = /^[A-Za-z0-9_-]+$/;

/** Tokens of a permission template; nats-server fills them in from the JWT of the user who connects. */
export const fromJwt = {
  /** One subject for each tenant of the user. */
  tenant: '{{tag(tenant)}}',
  role: '{{tag(role)}}',
  /** The name of the user: its instance. */
  instance: '{{name()}}',
  /** The public key of the user. */
  key: '{{subject()}}',
} as const;
const filledIn: readonly string[] = Object.values(fromJwt);

/** A subject token, or a wildcard where one is meant. Throws on anything that would change the subject's shape. */
function part(value: string): string {
  if (value === '*' || value === '>' || token.test(value) || filledIn.includes(value)) return value;
  throw new RangeError(`"${value.slice(0, 80)}" is not one subject token (letters, digits, _ and -)`);
}

export const subjects = {
  request: (tenant: string, caller: string, server: string, method: string, tool?: string): string =>
    [
      root,
      part(tenant),
      'req',
      part(caller),
      part(server),
      ...method.split('/').map(part),
      ...(tool === undefined ? [] : [part(tool)]),
    ].join('.'),
  /** What a server listens on. */
  requestsTo: (tenant: string, server: string): string => `${root}.${part(tenant)}.req.*.${part(server)}.>`,
  /** What a caller may publish to reach a server with any method. */
  requestsFrom: (tenant: string, caller: string, server: string): string =>
    `${root}.${part(tenant)}.req.${part(caller)}.${part(server)}.>`,
  cancel: (tenant: string, caller: string, server: string): string =>
    `${root}.${part(tenant)}.cancel.${part(caller)}.${part(server)}`,
  work: (tenant: string, agent: string, incident: string): string =>
    `${root}.${part(tenant)}.work.${part(agent)}.${part(incident)}`,
  dead: (tenant: string, agent: string, incident: string): string =>
    `${root}.${part(tenant)}.dead.${part(agent)}.${part(incident)}`,
  event: (tenant: string, incident: string, type: string): string =>
    `${root}.${part(tenant)}.event.${part(incident)}.${part(type)}`,
  stored: (tenant: string, incident: string, type: string): string =>
    `${root}.${part(tenant)}.stored.${part(incident)}.${part(type)}`,
  heartbeat: (role: string, instance: string): string =>
    `${root}.control.heartbeat.${part(role)}.${part(instance)}`,
  audit: (tenant: string, role: string, instance: string): string =>
    `${root}.${part(tenant)}.audit.${part(role)}.${part(instance)}`,
  enrol: (role: string, key: string): string => `${root}.control.enrol.${part(role)}.${part(key)}`,
  renew: (role: string, instance: string): string => `${root}.control.renew.${part(role)}.${part(instance)}`,
  identity: (role: string, instance: string): string =>
    `${root}.control.identity.${part(role)}.${part(instance)}`,
  policy: `${root}.control.policy`,
  /** Where replies to one instance arrive; role and instance are part of it so that nobody else may listen. */
  inboxPrefix: (role: string, instance: string): string => `_INBOX.${part(role)}.${part(instance)}`,
  /** Where replies to the instances of a role arrive. */
  inboxesOf: (role: string): string => `_INBOX.${part(role)}.>`,
} as const;

/** A request subject taken apart; undefined where it is none. */
export function parseRequestSubject(
  subject: string,
): { tenant: string; caller: string; server: string; method: string; rest: string[] } | undefined {
  const [mesh, version, tenant, kind, caller, server, ...rest] = subject.split('.');
  if (`${mesh}.${version}` !== root || kind !== 'req') return undefined;
  if (tenant === undefined || caller === undefined || server === undefined || rest.length === 0)
    return undefined;
  return { tenant, caller, server, method: rest.join('/'), rest };
}

/** Tokens of a work, dead-letter or event subject after the tenant and the kind. */
export function parseSubject(subject: string): { tenant: string; kind: string; tail: string[] } | undefined {
  const [mesh, version, tenant, kind, ...tail] = subject.split('.');
  if (`${mesh}.${version}` !== root || tenant === undefined || kind === undefined) return undefined;
  return { tenant, kind, tail };
}

/** JetStream streams of the mesh. `work` is a work queue; `events` is the log. */
export const streams = {
  events: {
    name: 'MESH_EVENTS',
    subjects: [subjects.event('*', '*', '*')],
    /** Subject transform of the notices sent after storing. */
    republishTo: subjects
      .stored('*', '*', '*')
      .split('*')
      .reduce((before, after, index) => `${before}{{wildcard(${index})}}${after}`),
  },
  work: { name: 'MESH_WORK', subjects: [subjects.work('*', '*', '*')] },
  dead: { name: 'MESH_DEAD', subjects: [subjects.dead('*', '*', '*')] },
  /** What agents served, until governance has it in the chain: a work queue. */
  audit: { name: 'MESH_AUDIT', subjects: [subjects.audit('*', '*', '*')] },
} as const;

/** The durable consumer through which an agent takes its work. */
export const workConsumer = (agent: string): string => `work-${part(agent)}`;

/** The durable consumer through which governance takes what the agents served. */
export const auditConsumer = 'audit';

/** The user name and inbox of an instance that has no identity yet. */
export const enrolling = 'enrol';
