import type { describeLogDirsV4 } from '@platformatic/kafka';
import type { LogDirObservation } from '@sremesh/contracts';
import type { KafkaClient } from '../client/client.ts';
import { codeName, codes } from '../client/error-codes.ts';
import { apis } from '../protocol/platformatic.ts';
import { answerWithinMs } from './answer-within.ts';

/** What a broker answers that does not know the size of a volume. */
const unknownBytes = -1n;

/** A disk, and where it was asked for, how large the replicas on it are, by topic. */
export type LogDir = LogDirObservation & { topics: { topic: string; bytes: number }[] };

/** Disks of a broker (DescribeLogDirs v4); replicas only where asked for, since there may be many. Needs Describe on the cluster. */
export async function readLogDirs(
  client: KafkaClient,
  broker: number,
  replicas: 'with replicas' | 'without replicas',
): Promise<LogDir[]> {
  const { errorCode, results } = await client.request(
    { broker, withinMs: answerWithinMs },
    apis.describeLogDirsV4.api,
    // Null asks for every replica of every topic.
    replicas === 'with replicas' ? everything : [],
  );
  if (errorCode !== codes.none)
    throw client.failure({ doing: 'describe log directories', needs: 'Describe on Cluster' }, errorCode);
  return results.map((dir) => ({
    broker,
    path: dir.logDir,
    totalBytes: dir.totalBytes === unknownBytes ? null : Number(dir.totalBytes),
    usableBytes: dir.usableBytes === unknownBytes ? null : Number(dir.usableBytes),
    error: dir.errorCode === codes.none ? null : codeName(dir.errorCode),
    topics: dir.topics.map(sizeOf),
  }));
}

const everything = null;

const sizeOf = ({ name, partitions }: describeLogDirsV4.DescribeLogDirsResponseTopic) => ({
  topic: name,
  bytes: partitions.reduce((sum, { partitionSize }) => sum + Number(partitionSize), 0),
});
