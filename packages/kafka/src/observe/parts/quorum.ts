import type { QuorumObservation } from '@sremesh/contracts';
import type { KafkaClient } from '../../client/client.ts';
import { readQuorum } from '../quorum.ts';
import { complete, type Part } from './part.ts';

/** Who leads the metadata quorum. Needs Describe on the cluster. */
export const quorumPart = (client: KafkaClient): Part<QuorumObservation> => ({
  everyMs: 0,
  timeoutMs: 3000,
  shared: true,
  async read() {
    const at = Date.now();
    const { leaderId, leaderEpoch } = await readQuorum(client);
    return complete({ at, leaderId, leaderEpoch });
  },
});
