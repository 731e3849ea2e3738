import { MeshError } from '@sremesh/contracts';
import type { API } from '@platformatic/kafka';
import type { KafkaClient } from '../client/client.ts';
import { within } from '../client/hedge.ts';

const answerWithinMs = 3000;

/**
 * Asks what only the leader of the metadata quorum knows; without one Kafka itself would wait for it far longer. Throws
 * MESH_KAFKA_UNREACHABLE, MESH_KAFKA_REFUSED.
 */
export const askQuorum = <A extends unknown[], R>(
  client: KafkaClient,
  api: API<A, R>,
  ...args: A
): Promise<R> => within(client.request('quorum', api, ...args), answerWithinMs, notAnswered);

const notAnswered = (): MeshError =>
  new MeshError(
    'MESH_KAFKA_UNREACHABLE',
    `the controller of the cluster does not answer within ${answerWithinMs} ms`,
    {
      remedy: 'The metadata quorum may have no leader: check that most of its voters run (describe_cluster).',
    },
  );
