/** What a right is about, and what may be done to it, in Kafka's words. */
export type AclResource = keyof typeof resourceTypes;
export type AclOperation = keyof typeof operations;

/** One right on one resource, by its literal name; the name of `Cluster` is `kafka-cluster`. */
export interface KafkaAclBinding {
  resource: AclResource;
  name: string;
  operation: AclOperation;
}

/** How narrow Kafka lets the rights of a step be: that resource alone, or the whole cluster. */
export interface WriteAccess {
  kind: 'resource' | 'cluster';
  acls: KafkaAclBinding[];
}

export const clusterName = 'kafka-cluster';

/** The protocol's numbers. */
export const resourceTypes = {
  Topic: 2,
  Group: 3,
  Cluster: 4,
  TransactionalId: 5,
  DelegationToken: 6,
  User: 7,
} as const;

export const operations = {
  All: 2,
  Read: 3,
  Write: 4,
  Create: 5,
  Delete: 6,
  Alter: 7,
  Describe: 8,
  ClusterAction: 9,
  DescribeConfigs: 10,
  AlterConfigs: 11,
  IdempotentWrite: 12,
  CreateTokens: 13,
  DescribeTokens: 14,
  TwoPhaseCommit: 15,
} as const;

/** The part of some rights that changes nothing. */
export const readingOnly = (acls: readonly KafkaAclBinding[]): KafkaAclBinding[] =>
  acls.filter(({ operation }) => operation === 'Describe' || operation === 'DescribeConfigs');

/** What `Alter` on the cluster, which electing leaders takes, lets its holder do besides; Kafka cannot split it. */
export const alsoByAlterOnCluster = [
  'change ACLs',
  'change SCRAM users',
  'reassign partitions',
  'unregister brokers',
  'change features and voters of the quorum',
] as const;
