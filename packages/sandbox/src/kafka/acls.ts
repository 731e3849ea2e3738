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
 * What the users of agents may do on a Kafka of the mesh; everything else Kafka refuses. No agent may change a topic:
 * whoever carries out a granted step gets a user for it, which `governance` makes and ends.
 *
 * `governance` holds Alter on the cluster because Kafka asks that for making users and ACLs, and cannot narrow it.
 */
export const agentAcls = {
  perception: [
    { resource: 'cluster', name: cluster, operations: ['Describe', 'DescribeConfigs'] },
    { resource: 'topic', name: '*', operations: ['Describe', 'DescribeConfigs'] },
    { resource: 'group', name: '*', operations: ['Describe'] },
  ],
  governance: [{ resource: 'cluster', name: cluster, operations: ['Alter', 'Describe'] }],
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
