import type { KafkaClient } from '../../client/client.ts';
import { codes } from '../../client/error-codes.ts';
import { describeClusterV2 } from '../../protocol/describe-cluster.ts';
import { complete, type Part } from './part.ts';

/** Ids of the brokers that the controller knows, up or not; none where brokers do not tell (before Kafka 4.0). */
export const registeredBrokersPart = (client: KafkaClient): Part<readonly number[]> => ({
  everyMs: 1000,
  timeoutMs: 3000,
  shared: true,
  async read() {
    if (!(await client.supports(describeClusterV2))) return complete([]);
    const { errorCode, errorMessage, brokers } = await client.request('any', describeClusterV2);
    if (errorCode !== codes.none)
      throw client.failure(
        { doing: 'list registered brokers', needs: 'Describe on Cluster' },
        errorCode,
        errorMessage,
      );
    return complete(brokers.map(({ id }) => id));
  },
});
