import { rename, writeFile } from 'node:fs/promises';
import { deleteTopic } from '../kafka/delete-topic.ts';
import { createTopic } from '../kafka/topics.ts';
import { startFiller } from '../workloads/filler.ts';
import { calmAgain } from './calm-again.ts';
import type { Fault } from './fault.ts';
import { injected } from './on-flow.ts';
import { seeded } from './seed.ts';
import { clusterShows, of } from './sight.ts';

export interface OfflinePartitionOptions {
  topic: string;
  /** Spread over the two disks of the broker: half of them go. */
  partitions: number;
  bytesPerSecond: number;
}

const name = 'topic.offline-partition';

export const offlinePartition: Fault<OfflinePartitionOptions> = {
  name,
  title: 'A disk fails that holds the only replica of partitions',
  description:
    'One of two disks of a broker fails. The broker stays up and takes the disk offline; the partitions without another ' +
    'replica have no leader any more.',
  touches: 'cluster',
  variants(seed) {
    const { topic } = seeded(seed, name);
    return [
      {
        label: 'one partition',
        options: { topic: topic('sessions'), partitions: 2, bytesPerSecond: 20_000 },
      },
      {
        label: 'two partitions, little traffic',
        options: { topic: topic('telemetry'), partitions: 4, bytesPerSecond: 5000 },
      },
      {
        label: 'four partitions, much traffic',
        options: { topic: topic('images'), partitions: 8, bytesPerSecond: 200_000 },
      },
    ];
  },
  async inject(target, { topic = 'sessions', partitions = 4, bytesPerSecond = 20_000 } = {}) {
    const { kafka } = target;
    const broker = await kafka.addBroker({ logDirs: 2 });
    const stops: (() => Promise<void>)[] = [() => calmAgain(target), () => broker.remove()];
    const undo = async () => {
      for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) await stop();
    };
    try {
      await kafka.withAdmin((admin) =>
        createTopic(admin, {
          topic,
          replicaAssignment: Array.from({ length: partitions }, (_, partition) => ({
            partition,
            replicas: [broker.id],
          })),
          // Another file soon, for which the disk is needed.
          configEntries: [
            { name: 'segment.ms', value: '1000' },
            { name: 'min.insync.replicas', value: '1' },
          ],
        }),
      );
      stops.push(() => deleteTopic(kafka, topic));
      const filler = await startFiller(kafka, { topic, bytesPerSecond, recordBytes: 500 });
      stops.push(() => filler.stop());
      await failDisk(broker.logDirs[1] ?? '');
    } catch (error) {
      await undo();
      throw error;
    }
    return injected({
      resources: [{ kind: 'topic', name: topic }],
      visible: (signal) =>
        clusterShows(kafka, { what: `${topic} has partitions without a leader`, signal }, (state) => {
          const leaders = of(topic, state).map(({ leader }) => leader);
          return state.brokers.includes(broker.id) && leaders.includes(-1);
        }),
      undo,
    });
  },
};

/** Nothing can be made in the directory any more; what is open stays so. */
async function failDisk(logDir: string): Promise<void> {
  await rename(logDir, `${logDir}.failed`);
  await writeFile(logDir, '');
}
