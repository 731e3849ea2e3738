/** What an incident can be put down to. Names are part of the outside contract and never renamed. */
export const causes = [
  'consumer.slow',
  'consumer.down',
  'consumer.poison-pill',
  'consumer.rebalance-storm',
  'consumer.offset-out-of-range',
  'topic.hot-partition',
  'topic.retention-edge',
  'topic.under-replicated',
  'topic.offline-partition',
  'topic.under-min-isr',
  'broker.down',
  'broker.disk-pressure',
  'broker.leader-skew',
  'client.quota-throttled',
  'client.acl-denied',
  'client.auth-failed',
  'schema.incompatible',
  'connector.task-failed',
  'config.drift',
  'pod.oom-killed',
  'pod.crash-loop',
  'deployment.underscaled',
  'deployment.bad-rollout',
  'deployment.no-limits',
  'strimzi.not-ready',
  'flux.suspended',
  'flux.reconcile-failed',
  'node.not-ready',
  'benign.rebalance',
  'benign.burst',
  'benign.controller-failover',
  'benign.planned-reassignment',
] as const;

export type CauseName = (typeof causes)[number];

/** A benign cause is seen and suppressed with its reason; it is never acted on. */
export const isBenign = (cause: CauseName): boolean => cause.startsWith('benign.');
