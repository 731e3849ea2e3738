import { canonicalJson, type ToolArgs } from '@sremesh/contracts';

/** Tools that evidence can come from: those that only read. A new one gets its reader in `readers/`. */
export const readTools = [
  'describe_cluster',
  'describe_configs',
  'describe_consumer_group',
  'describe_topics',
  'explain_access',
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
] as const;
export type ReadTool = (typeof readTools)[number];
export const isReadTool = (name: string): name is ReadTool => readTools.some((tool) => tool === name);

/** A call whose arguments fit its tool. */
export type ReadCall<N extends ReadTool = ReadTool> = { [T in N]: { tool: T; args: ToolArgs<T> } }[N];

/** The same call has the same key, however its arguments are ordered. */
export const callKey = ({ tool, args }: { tool: string; args: unknown }): string =>
  canonicalJson([tool, args]);

/** Each call once, in the order of first mention. */
export const distinctCalls = (calls: readonly ReadCall[]): ReadCall[] => [
  ...new Map(calls.map((call) => [callKey(call), call])).values(),
];
