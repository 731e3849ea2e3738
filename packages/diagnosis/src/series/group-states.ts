/** Classic groups prepare and complete a rebalance; KIP-848 groups assign and reconcile. */
const rebalancing: ReadonlySet<string> = new Set([
  'PreparingRebalance',
  'CompletingRebalance',
  'Assigning',
  'Reconciling',
]);

export const isRebalancing = (state: string): boolean => rebalancing.has(state);

/** Nobody is a member, as far as Kafka knows; a consumer that assigns itself its partitions never is one. */
export const isMemberless = (state: string): boolean => state === 'Empty' || state === 'Dead';
