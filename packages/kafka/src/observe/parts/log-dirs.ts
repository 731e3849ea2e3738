import { errorMessage, type LogDirObservation, type LogDirsObservation } from '@sremesh/contracts';
import type { KafkaClient } from '../../client/client.ts';
import { codeName, codes } from '../../client/error-codes.ts';
import { apis } from '../../protocol/platformatic.ts';
import type { Part } from './part.ts';

/** What a broker answers that does not know the size of a volume. */
const unknownBytes = -1n;

/** Disks and the room on them (DescribeLogDirs v4), without the replicas. Needs Describe on the cluster. */
export const logDirsPart = (client: KafkaClient): Part<LogDirsObservation> => ({
  everyMs: 2000,
  timeoutMs: 5000,
  shared: false,
  async read({ brokers }) {
    const at = Date.now();
    const answers = await Promise.allSettled(brokers.map((broker) => dirsOf(client, broker)));
    const failures = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    if (failures.length > 0 && failures.length === answers.length) throw failures[0];
    const dirs = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    return {
      value: { at, dirs },
      incomplete: failures.length === 0 ? null : failures.map(errorMessage).join('; '),
    };
  },
});

async function dirsOf(client: KafkaClient, broker: number): Promise<LogDirObservation[]> {
  // Not null, which would ask for every replica of every topic.
  const { errorCode, results } = await client.request({ broker }, apis.describeLogDirsV4.api, []);
  if (errorCode !== codes.none)
    throw client.failure({ doing: 'describe log directories', needs: 'Describe on Cluster' }, errorCode);
  return results.map(({ errorCode: dirError, logDir, totalBytes, usableBytes }) => ({
    broker,
    path: logDir,
    totalBytes: totalBytes === unknownBytes ? null : Number(totalBytes),
    usableBytes: usableBytes === unknownBytes ? null : Number(usableBytes),
    error: dirError === codes.none ? null : codeName(dirError),
  }));
}
