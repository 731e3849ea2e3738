import { reassignmentsCall } from './broker-calls.ts';
import { byHand } from './by-hand.ts';
import { clusterCall, present, topicCall } from './calls.ts';
import type { Cause } from './cause.ts';
import { brokersAreUp, partitionsAre, type Partition } from './replication.ts';
import { notMoving } from './under-replicated.ts';

/** Kafka asks for no more in-sync replicas than there are replicas. */
const isBelow = ({ replicas, isr, minInsyncReplicas }: Partition): boolean =>
  minInsyncReplicas !== null && isr.length < Math.min(minInsyncReplicas, replicas.length);

export const underMinIsr: Cause = {
  name: 'topic.under-min-isr',
  title: 'fewer replicas are in sync than min.insync.replicas asks for, so that writes are refused',
  raisedBy: ['under-min-isr'],
  explainedBy: ['broker.down'],
  gather: (detection) => present(topicCall(detection), clusterCall, reassignmentsCall(detection)),
  signals: [partitionsAre('below-min-isr', isBelow, 'below min.insync.replicas'), brokersAreUp, notMoving],
  response: {
    remedies: [
      byHand('bring-followers-in-sync', 'bring the followers back in sync'),
      byHand('lower-min-isr', 'set min.insync.replicas to what is in sync, knowing what that risks'),
    ],
  },
};
