import type { KafkaClient } from '../../client/client.ts';
import { codes } from '../../client/error-codes.ts';
import { describeClusterV2 } from '../../protocol/describe-cluster.ts';
import { complete, type Part } from './part.ts';

/** Ids of the brokers that the controller knows, up or not; null where brokers do not tell (before Kafka 4.0). */
export async function readRegisteredBrokers(client: KafkaClient): Promise<readonly number[] | null> {
  if (!(await client.supports(describeClusterV2))) return null;
  const { errorCode, errorMessage, brokers } = await client.request('any', describeClusterV2);
  if (errorCode !== codes.none)
    throw client.failure(
      { doing: 'list registered brokers', needs: 'Describe on Cluster' },
      errorCode,
      errorMessage,
    );
  return brokers.map(({ id }) => id);
}

export const registeredBrokersPart = (client: KafkaClient): Part<{ ids: readonly number[] | null }> => ({
  everyMs: 1000,
  timeoutMs: 3000,
  shared: true,
  read: async () => complete({ ids: await readRegisteredBrokers(client) }),
});
