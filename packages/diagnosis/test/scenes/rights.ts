import type { AclEntry, ClusterObservation, MetricsObservation } from '@sremesh/contracts';
import { start } from './clock.ts';
import { quiet } from './flow.ts';

type Refusal = MetricsObservation['brokers'][number]['authorizationErrors'][number];

/** Users with rights, by what sweeps see of them at a second. */
export interface Rights {
  entries: (second: number) => AclEntry[];
  /** Counted since the broker started. */
  refused: (second: number) => Refusal[];
  /** Id of each topic that is there. */
  topics: (second: number) => Record<string, string>;
  groups: (second: number) => string[];
  /** Records written to a topic, and read of it by each group, until then. */
  written: (topic: string, second: number) => number;
}

export const right = (user: string, operation: string, resourceType: string, name: string): AclEntry => ({
  principal: `User:${user}`,
  host: '*',
  operation,
  permission: 'Allow',
  resourceType,
  resourceName: name,
  patternType: 'LITERAL',
});

/** Rights and metrics are read a moment after the sweep began, and every two seconds. */
export const observeRights = (scene: Rights, to: number): ClusterObservation[] =>
  Array.from({ length: to + 1 }, (_, second) => {
    const readAt = second - (second % 2);
    const topics = Object.entries(scene.topics(second));
    return {
      ...quiet,
      at: start + second * 1000,
      topics: topics.map(([name, id]) => ({
        name,
        id,
        internal: false,
        minInsyncReplicas: 1,
        retentionMs: 604_800_000,
        partitions: [
          {
            ...{ partition: 0, leader: 1, replicas: [1, 2, 3], isr: [1, 2, 3], logStartOffset: 0 },
            highWatermark: scene.written(name, second),
          },
        ],
      })),
      groups: scene.groups(second).map((groupId) => ({
        ...{ groupId, state: 'Stable', type: 'classic', coordinator: 1, members: null },
        offsets: topics.map(([topic]) => ({
          ...{ topic, partition: 0, timeToDataLossSeconds: null },
          committed: scene.written(topic, second),
        })),
      })),
      acls: { at: start + readAt * 1000 + 20, entries: scene.entries(readAt) },
      metrics: {
        at: start + readAt * 1000 + 20,
        brokers: [
          {
            ...{ broker: 1, throttled: [], failedAuthentications: 0, requestMs: [], bytesIn: 0 },
            authorizationErrors: scene.refused(readAt),
          },
        ],
      },
    };
  });
