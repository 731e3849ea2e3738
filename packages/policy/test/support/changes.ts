import type { ProposedChange, ProposedStep } from '@sremesh/contracts';

const verify = {
  tool: 'read_consumer_lag',
  args: { groupId: 'payments' },
  expect: [{ path: 'timeToDataLossSeconds', op: 'increasing' as const }],
  windowMs: 1000,
  withinMs: 10_000,
};

/** Retention of `orders` grown from 60 s to 10 min, with its rollback. */
export const growRetention = (from: string | null = '60000', to: string | null = '600000'): ProposedStep => ({
  purpose: 'remedy',
  tool: 'set_topic_config',
  args: { topic: 'orders', configs: { 'retention.ms': to } },
  expectedPreState: { 'retention.ms': from },
  rollback: { tool: 'set_topic_config', args: { topic: 'orders', configs: { 'retention.ms': from } } },
  verify,
});

/** The same topic back to 60 s, later. */
export const restoreRetention = (
  to: string | null = '60000',
  from: string | null = '600000',
): ProposedStep => ({
  purpose: 'restore',
  tool: 'set_topic_config',
  args: { topic: 'orders', configs: { 'retention.ms': to } },
  expectedPreState: { 'retention.ms': from },
  rollback: null,
  verify,
  when: verify,
});

export const electLeaders = (count = 2): ProposedStep => {
  const partitions = Array.from({ length: count }, (_, partition) => ({ topic: 'orders', partition }));
  return {
    purpose: 'remedy',
    tool: 'elect_leaders',
    args: { partitions },
    expectedPreState: partitions.map((named) => ({ ...named, leader: 2, preferredLeader: 1 })),
    rollback: null,
    verify: { ...verify, tool: 'describe_cluster', args: {} },
  };
};

export const changeOf = (...steps: ProposedStep[]): ProposedChange => ({
  cluster: 'kafka-1',
  cause: 'topic.retention-edge',
  resources: [{ kind: 'topic', name: 'orders' }],
  evidenceIds: ['ev-000000000001'],
  summary: 'Unread records are about to be deleted.',
  steps,
});

export const scope = { tenant: 'default', incident: 'inc-1' };
