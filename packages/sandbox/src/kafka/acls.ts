/** A right that Kafka itself enforces, in Kafka's words. */
export interface KafkaAcl {
  resource: 'topic' | 'group' | 'cluster';
  /** `*` is every one; for `cluster` there is only one, `kafka-cluster`. */
  name: string;
  operations: readonly KafkaOperation[];
}

export type KafkaOperation = 'Read' | 'Write' | 'Describe' | 'DescribeConfigs' | 'Alter' | 'AlterConfigs';

const cluster = 'kafka-cluster';

/**
 * What the users of agents may do on a Kafka of the mesh; everything else Kafka refuses.
 *
 * `action` holds Alter on the cluster because Kafka asks that for electing leaders. The same right covers changing
 * ACLs and SCRAM users, which Kafka cannot tell apart: around that one, the grant is the only lock.
 */
export const agentAcls = {
  perception: [
    { resource: 'cluster', name: cluster, operations: ['Describe', 'DescribeConfigs'] },
    { resource: 'topic', name: '*', operations: ['Describe', 'DescribeConfigs'] },
    { resource: 'group', name: '*', operations: ['Describe'] },
  ],
  action: [
    { resource: 'cluster', name: cluster, operations: ['Alter'] },
    { resource: 'topic', name: '*', operations: ['Describe', 'DescribeConfigs', 'AlterConfigs'] },
  ],
} as const satisfies Record<string, readonly KafkaAcl[]>;

/** What a program that only produces to `topic` needs. */
export const producerAcls = (topic: string): KafkaAcl[] => [
  { resource: 'topic', name: topic, operations: ['Write'] },
];

/** What a member of `group` that reads `topic` needs. */
export const consumerAcls = (topic: string, group: string): KafkaAcl[] => [
  { resource: 'topic', name: topic, operations: ['Read'] },
  { resource: 'group', name: group, operations: ['Read'] },
];
