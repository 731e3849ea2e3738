/**
 * Who may do what on NATS, stated a second time: from the architecture, by hand, and sharing nothing with the code from which
 * the server's permissions are generated. Where the two disagree on a subject, the matrix test fails.
 */
export interface Identity {
  /** Role of an agent, `enrol`, or `provisioner`. */
  name: string;
  /** One subject token; of an enrolling process its public key. */
  instance: string;
  tenants: readonly string[];
  /** Default: MESH, the account of the agents. */
  account?: 'GOVERNANCE' | 'SYS';
  /** Of an enrolling process: the role it will have. */
  enrols?: string;
  /** Of an enrolling process. */
  key?: { seed: string; publicKey: string };
}

export type Verb = 'publish' | 'subscribe';

const looks = [
  'check_schema_compatibility',
  'describe_cluster',
  'describe_configs',
  'describe_consumer_group',
  'describe_topics',
  'explain_access',
  'explain_current_state',
  'fetch_result',
  'list_acls',
  'list_connectors',
  'list_consumer_groups',
  'list_partition_reassignments',
  'list_quotas',
  'list_recent_rebalances',
  'list_schemas',
  'list_topics',
  'read_broker_health',
  'read_connector_status',
  'read_consumer_lag',
  'read_log_dirs',
  'read_throttling',
];

/** Caller, server, tools. */
const calls: Record<string, Record<string, readonly string[]>> = {
  perception: { governance: ['authorize_call'] },
  reasoning: {
    perception: looks,
    governance: ['propose_change', 'request_grant'],
    learning: ['recall_lessons', 'fetch_runbook_section'],
  },
  governance: { perception: looks },
  action: { governance: ['redeem_grant', 'release_grant'] },
  learning: { governance: ['authorize_call'] },
  gateway: {
    perception: [...looks, 'consume_messages'],
    governance: [
      'decide_approval',
      'list_approvals',
      'query_audit',
      'request_challenge',
      'restrict_identity',
      'set_freeze',
    ],
    learning: ['recall_lessons', 'fetch_runbook_section'],
  },
};

const handsOff: Record<string, readonly string[]> = {
  perception: ['reasoning'],
  reasoning: ['reasoning', 'learning'],
  governance: ['action', 'reasoning'],
  action: ['reasoning'],
};

const emits: Record<string, readonly string[]> = {
  perception: ['opened'],
  reasoning: [
    'diagnosing',
    'evidence',
    'diagnosed',
    'suppressed',
    'escalated',
    'verified',
    'resolved',
    'undone',
  ],
  governance: ['proposed', 'approval_requested', 'approval_decided', 'granted', 'refused'],
  action: ['applied', 'not_applied'],
  learning: ['learned'],
};

const takesWork = ['reasoning', 'action', 'learning'];
const answersCalls = ['perception', 'governance', 'learning'];
const readsTheLog = ['perception', 'governance', 'learning', 'gateway'];
const agents = ['perception', 'reasoning', 'governance', 'action', 'learning', 'gateway'];

const writes: Record<string, readonly string[]> = {
  perception: ['claims', 'results'],
  reasoning: ['checkpoints', 'evidence'],
  governance: ['freeze'],
  action: ['executions'],
  learning: ['lessons'],
};
const alsoReads: Record<string, readonly string[]> = {
  governance: ['evidence'],
  action: ['freeze'],
  gateway: ['evidence', 'freeze'],
};

const among = (table: Record<string, readonly string[]>, name: string, item: string | undefined): boolean =>
  item !== undefined && (table[name] ?? []).includes(item);

/** What the server has to say: true for allowed. */
export function predict(identity: Identity, verb: Verb, subject: string): boolean {
  if (identity.account === 'GOVERNANCE') return keepsRecords(verb, subject, identity);
  if (identity.account === 'SYS') return oversees(verb, subject, identity);
  if (identity.name === 'provisioner') return provisions(verb, subject, identity);
  if (identity.enrols !== undefined) return enrols(identity.enrols, identity.instance, verb, subject);
  return verb === 'publish' ? publishes(identity, subject) : subscribes(identity, subject);
}

function publishes({ name, instance, tenants }: Identity, subject: string): boolean {
  const [first, second, third = '', kind, ...tail] = subject.split('.');
  if (first === '_INBOX') return answers(name, second ?? '', subject);
  if (first === '$KV') return among(writes, name, second);
  if (first === '$JS') return jetStream(name, subject);
  if (first !== 'mesh' || second !== 'v1') return false;
  if (third === 'control') return control(name, instance, kind, tail);
  if (!tenants.includes(third)) return false;
  const [one, two, ...rest] = tail;
  switch (kind) {
    case 'req':
      return one === name && callable(name, two, rest);
    case 'cancel':
      return one === name && two !== undefined && calls[name]?.[two] !== undefined;
    case 'work':
      return among(handsOff, name, one);
    case 'dead':
      return one === name && takesWork.includes(name);
    case 'event':
      return among(emits, name, two);
    case 'audit':
      return answersCalls.includes(name) && one === name && two === instance;
    default:
      return false;
  }
}

function callable(name: string, server: string | undefined, rest: readonly string[]): boolean {
  const tools = server === undefined ? undefined : calls[name]?.[server];
  if (tools === undefined) return false;
  const method = rest.join('/');
  if (method === 'server/discover' || method === 'tools/list') return true;
  const [tools_, call, tool, ...more] = rest;
  return tools_ === 'tools' && call === 'call' && more.length === 0 && tools.includes(tool ?? '');
}

/** Answers go to inboxes of those who may ask; identities are given to everybody by governance. */
function answers(name: string, to: string, subject: string): boolean {
  if (subject.split('.').length < 4) return false;
  if (name === 'governance') return to === 'enrol' || (agents.includes(to) && to !== 'governance');
  return agents.includes(to) && calls[to]?.[name] !== undefined;
}

function control(name: string, instance: string, kind: string | undefined, tail: readonly string[]): boolean {
  const own = tail[0] === name && tail[1] === instance && tail.length === 2;
  if (kind === 'heartbeat') return own;
  if (kind === 'renew') return own && name !== 'governance';
  if (kind === 'identity' || kind === 'policy') return name === 'governance';
  return false;
}

function jetStream(name: string, subject: string): boolean {
  const works = takesWork.includes(name) ? [`MESH_WORK.work-${name}`] : [];
  const takes = name === 'governance' ? [...works, 'MESH_AUDIT.audit'] : works;
  const logs = readsTheLog.includes(name) ? ['MESH_EVENTS'] : [];
  const seen = [...(writes[name] ?? []), ...(alsoReads[name] ?? [])];
  const exact = [
    ...takes.flatMap((consumer) => [
      `$JS.API.CONSUMER.INFO.${consumer}`,
      `$JS.API.CONSUMER.MSG.NEXT.${consumer}`,
    ]),
    ...[...logs, ...seen.map((bucket) => `KV_${bucket}`)].map((stream) => `$JS.API.DIRECT.GET.${stream}`),
  ];
  const begins = [
    ...takes.map((consumer) => `$JS.ACK.${consumer}.`),
    // The leader hands on what a lost agent held.
    ...(name === 'governance' ? ['$JS.ACK.MESH_WORK.'] : []),
    ...seen.map((bucket) => `$JS.API.DIRECT.GET.KV_${bucket}.$KV.${bucket}.`),
  ];
  return exact.includes(subject) || begins.some((start) => subject.startsWith(start));
}

function subscribes({ name, instance, tenants }: Identity, subject: string): boolean {
  if (subject.startsWith(`_INBOX.${name}.${instance}.`)) return true;
  const [first, second, third = '', kind, ...tail] = subject.split('.');
  if (first !== 'mesh' || second !== 'v1') return false;
  if (third === 'control') {
    if (kind === 'policy') return tail.length === 0;
    if (kind === 'identity') return tail[0] === name && tail[1] === instance && tail.length === 2;
    if (kind === 'heartbeat') return ['governance', 'gateway'].includes(name) && tail.length === 2;
    return name === 'governance' && (kind === 'enrol' || kind === 'renew') && tail.length === 2;
  }
  if (!tenants.includes(third)) return false;
  const [, server] = tail;
  if (kind === 'req') return answersCalls.includes(name) && server === name && tail.length > 2;
  if (kind === 'cancel') return answersCalls.includes(name) && server === name && tail.length === 2;
  return kind === 'stored' && readsTheLog.includes(name) && tail.length === 2 && !tail.includes('>');
}

function enrols(role: string, key: string, verb: Verb, subject: string): boolean {
  return verb === 'publish'
    ? subject === `mesh.v1.control.enrol.${role}.${key}`
    : subject.startsWith(`_INBOX.enrol.${key}.`);
}

/** Makes and updates streams, buckets and the consumers of the mesh; reads and writes nothing in them. */
function provisions(verb: Verb, subject: string, { instance }: Identity): boolean {
  if (verb === 'subscribe') return subject.startsWith(`_INBOX.provisioner.${instance}.`);
  if (subject === '$JS.API.INFO') return true;
  const [, , object, operation, stream, ...rest] = subject.split('.');
  if (!subject.startsWith('$JS.API.')) return false;
  if (object === 'STREAM')
    return (
      ['INFO', 'CREATE', 'UPDATE'].includes(operation ?? '') && stream !== undefined && rest.length === 0
    );
  return (
    object === 'CONSUMER' &&
    operation === 'CREATE' &&
    ['MESH_WORK', 'MESH_AUDIT'].includes(stream ?? '') &&
    rest.length > 0
  );
}

const records = [
  ...['proposals', 'approvals', 'challenges', 'grants', 'credentials', 'identities', 'enrolments', 'leases'],
];

/** Governance in its own account: its buckets, the audit chain, and what replicas ask of their leader. */
function keepsRecords(verb: Verb, subject: string, { instance }: Identity): boolean {
  const [first, second, ...tail] = subject.split('.');
  if (first === 'records' && second === 'leader') return tail.length === 1 && tail[0] !== '>';
  if (verb === 'subscribe') return subject.startsWith(`_INBOX.governance.${instance}.`);
  if (first === '_INBOX') return second === 'governance' && tail.length > 0;
  if (first === '$KV') return records.includes(second ?? '') && tail.length > 0;
  const direct = '$JS.API.DIRECT.GET.';
  return (
    subject === 'records.audit' ||
    subject === `${direct}AUDIT_CHAIN` ||
    subject === `${direct}AUDIT_CHAIN.records.audit` ||
    records.some((name) => subject === `${direct}KV_${name}`) ||
    records.some((name) => subject.startsWith(`${direct}KV_${name}.$KV.${name}.`))
  );
}

/** Governance in the system account: exchanges accounts' rights, hears those of its own mesh. */
function oversees(verb: Verb, subject: string, { instance }: Identity): boolean {
  if (verb === 'publish') return subject === '$SYS.REQ.CLAIMS.UPDATE';
  return (
    subject.startsWith(`_INBOX.governance.${instance}.`) ||
    /^\$SYS\.ACCOUNT\.OWN\.(DIS)?CONNECT$/.test(subject)
  );
}
