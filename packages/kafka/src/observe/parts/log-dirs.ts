import { errorMessage, type LogDirObservation, type LogDirsObservation } from '@sremesh/contracts';
import type { KafkaClient } from '../../client/client.ts';
import { readLogDirs } from '../log-dirs.ts';
import type { Part } from './part.ts';

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
  const dirs = await readLogDirs(client, broker, 'without replicas');
  return dirs.map(({ path, totalBytes, usableBytes, error }) => ({
    ...{ broker, path },
    ...{ totalBytes, usableBytes, error },
  }));
}
