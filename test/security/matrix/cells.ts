import type { Verb } from './model.ts';

const tenants = ['default', 'other', 'blue'];
const agents = ['perception', 'reasoning', 'governance', 'action', 'learning', 'gateway'];
const buckets = [
  ...['claims', 'checkpoints', 'evidence', 'executions', 'lessons', 'freeze', 'results'],
  ...['proposals', 'approvals', 'grants', 'identities', 'enrolments', 'challenges', 'leases'],
  ...['credentials', 'audit-state'],
];
const streams = ['MESH_EVENTS', 'MESH_WORK', 'MESH_DEAD', 'MESH_AUDIT', 'AUDIT_CHAIN'];
const consumers = [...agents.map((agent) => `MESH_WORK.work-${agent}`), 'MESH_AUDIT.audit', 'MESH_EVENTS.x'];
const eventTypes = [
  ...['opened', 'diagnosing', 'evidence', 'diagnosed', 'suppressed', 'escalated', 'proposed', 'granted'],
  ...['approval_requested', 'approval_decided', 'refused', 'applied', 'not_applied', 'verified'],
  ...['resolved', 'undone', 'learned', 'made_up'],
];
const tools = [
  ...['describe_cluster', 'describe_topics', 'describe_configs', 'describe_consumer_group'],
  ...['check_schema_compatibility', 'consume_messages', 'explain_access', 'explain_current_state'],
  ...['fetch_result', 'fetch_runbook_section', 'list_acls', 'list_connectors', 'list_consumer_groups'],
  ...['list_partition_reassignments', 'list_quotas', 'list_recent_rebalances', 'list_schemas', 'list_topics'],
  ...['read_broker_health', 'read_connector_status', 'read_log_dirs', 'read_throttling'],
  ...['read_consumer_lag', 'recall_lessons', 'propose_change', 'request_grant', 'decide_approval'],
  ...['list_approvals', 'authorize_call', 'redeem_grant', 'release_grant', 'request_challenge'],
  ...['set_freeze', 'restrict_identity', 'query_audit', 'set_topic_config', 'elect_leaders', 'made_up'],
];
const methods = [
  'server.discover',
  'tools.list',
  'tools.call',
  'resources.read',
  ...tools.map((t) => `tools.call.${t}`),
];
const system = [
  '$SYS.REQ.CLAIMS.UPDATE',
  '$SYS.REQ.SERVER.PING.CONNZ',
  '$SYS.REQ.SERVER.S.KICK',
  '$SYS.REQ.SERVER.S.RELOAD',
  '$SYS.REQ.CLAIMS.DELETE',
  '$SYS.REQ.ACCOUNT.A.CONNZ',
  '$SYS.ACCOUNT.A.CONNECT',
  '$SYS.ACCOUNT.A.DISCONNECT',
  '$SYS.ACCOUNT.*.CONNECT',
  '$SYS.ACCOUNT.>',
  // OWN stands for the account of the mesh itself.
  '$SYS.ACCOUNT.OWN.CONNECT',
  '$SYS.ACCOUNT.OWN.DISCONNECT',
  '$SYS.REQ.USER.AUTH',
];
const streamOperations = ['CREATE', 'UPDATE', 'DELETE', 'PURGE', 'INFO', 'MSG.GET', 'MSG.DELETE', 'SNAPSHOT'];

/** Everything that is tried as any identity; `instances` are the instances of all of them, by name. */
export function subjects(instances: ReadonlyMap<string, readonly string[]>): Record<Verb, string[]> {
  const everyInstance = [...instances].flatMap(([name, ids]) => ids.map((id) => `${name}.${id}`));
  const ofTenants = tenants.flatMap((tenant) => perTenant(tenant, everyInstance));
  const ofControl = [
    ...everyInstance.flatMap((who) =>
      ['heartbeat', 'renew', 'identity', 'enrol'].map((kind) => `mesh.v1.control.${kind}.${who}`),
    ),
    'mesh.v1.control.policy',
    'mesh.v1.control.made_up',
  ];
  const inboxes = everyInstance.map((who) => `_INBOX.${who}.x`);
  const ofKv = buckets.map((bucket) => `$KV.${bucket}.key`);
  const ofRecords = ['records.audit', 'records.leader.request_grant', 'records.made_up'];
  const plain = [
    ...ofTenants,
    ...ofRecords,
    ...ofControl,
    ...inboxes,
    ...ofKv,
    ...system,
    'anything',
    '_INBOX.x',
    'mesh.v1',
  ];
  return {
    publish: [...plain, ...jetStreamApi()],
    subscribe: [
      ...plain,
      ...['>', '*', 'mesh.>', 'mesh.v1.>', 'mesh.v1.*.req.>', '_INBOX.>', '$SYS.>', '$JS.>', '$KV.>'],
      ...[
        'mesh.v1.control.>',
        '$JS.EVENT.ADVISORY.>',
        'mesh.v1.control.heartbeat.*.*',
        '_GR_.>',
        '$SRV.>',
        'records.>',
        'records.leader.*',
      ],
      ...tenants.flatMap((tenant) => [
        `mesh.v1.${tenant}.>`,
        `mesh.v1.${tenant}.event.>`,
        `mesh.v1.${tenant}.stored.*.*`,
        `mesh.v1.${tenant}.work.>`,
        ...agents.flatMap((agent) => [
          `mesh.v1.${tenant}.req.*.${agent}.>`,
          `mesh.v1.${tenant}.cancel.*.${agent}`,
        ]),
      ]),
      ...agents.flatMap((agent) => [`_INBOX.${agent}.>`]),
      ...everyInstance.map((who) => `_INBOX.${who}.>`),
    ],
  };
}

const perTenant = (tenant: string, instances: readonly string[]): string[] => {
  const root = `mesh.v1.${tenant}`;
  return [
    ...agents.flatMap((caller) =>
      agents.flatMap((server) => [
        `${root}.cancel.${caller}.${server}`,
        ...methods.map((method) => `${root}.req.${caller}.${server}.${method}`),
      ]),
    ),
    ...agents.flatMap((agent) => [`${root}.work.${agent}.inc-1`, `${root}.dead.${agent}.inc-1`]),
    ...eventTypes.flatMap((type) => [`${root}.event.inc-1.${type}`, `${root}.stored.inc-1.${type}`]),
    ...instances.map((who) => `${root}.audit.${who}`),
    `${root}.made_up.x`,
  ];
};

function jetStreamApi(): string[] {
  const all = [...streams, ...buckets.map((bucket) => `KV_${bucket}`)];
  return [
    '$JS.API.INFO',
    '$JS.API.STREAM.NAMES',
    '$JS.API.STREAM.LIST',
    '$JS.API.SERVER.REMOVE',
    '$JS.API.META.LEADER.STEPDOWN',
    ...all.flatMap((stream) => [
      ...streamOperations.map((operation) => `$JS.API.STREAM.${operation}.${stream}`),
      `$JS.API.DIRECT.GET.${stream}`,
      `$JS.API.CONSUMER.CREATE.${stream}.made-up`,
      `$JS.API.CONSUMER.CREATE.${stream}`,
      `$JS.API.CONSUMER.DELETE.${stream}.made-up`,
      `$JS.API.CONSUMER.LIST.${stream}`,
      `$JS.FC.${stream}.x`,
    ]),
    ...buckets.map((bucket) => `$JS.API.DIRECT.GET.KV_${bucket}.$KV.${bucket}.key`),
    '$JS.API.DIRECT.GET.KV_claims.$KV.executions.key',
    '$JS.API.DIRECT.GET.AUDIT_CHAIN.records.audit',
    ...consumers.flatMap((consumer) => [
      `$JS.API.CONSUMER.INFO.${consumer}`,
      `$JS.API.CONSUMER.MSG.NEXT.${consumer}`,
      `$JS.API.CONSUMER.PAUSE.${consumer}`,
      `$JS.ACK.${consumer}.1.1.1.1.0`,
    ]),
  ];
}
