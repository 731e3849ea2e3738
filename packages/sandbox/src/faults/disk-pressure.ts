import { setTimeout as sleep } from 'node:timers/promises';
import { deleteTopic } from '../kafka/delete-topic.ts';
import { fullness } from '../kafka/disks.ts';
import { createTopic } from '../kafka/topics.ts';
import { waitUntil } from '../process/wait-until.ts';
import { startFiller } from '../workloads/filler.ts';
import { calmAgain } from './calm-again.ts';
import type { Fault } from './fault.ts';
import { injected } from './on-flow.ts';
import { seeded } from './seed.ts';

export interface DiskPressureOptions {
  topic: string;
  diskBytes: number;
  bytesPerSecond: number;
  /** How full the disk gets, 0–1; then nothing is written any more. A disk that is really full would end the broker. */
  until: number;
}

const name = 'broker.disk-pressure';
const atMost = 0.95;
/** More than half of the disk is used, and it goes on: from here on the end is near enough to speak of. */
const worrying = 0.55;

export const diskPressure: Fault<DiskPressureOptions> = {
  name,
  title: 'A disk of a broker fills up',
  description:
    'A topic that keeps everything is written to faster than its broker has room for: the disk will be full in minutes.',
  touches: 'cluster',
  variants(seed) {
    const { topic } = seeded(seed, name);
    const mib = 1024 * 1024;
    return [
      {
        label: 'nearly full within half a minute',
        options: { topic: topic('archive'), diskBytes: 64 * mib, bytesPerSecond: 2 * mib, until: 0.92 },
      },
      {
        label: 'slower, on a larger disk',
        options: { topic: topic('dumps'), diskBytes: 80 * mib, bytesPerSecond: 1.5 * mib, until: 0.9 },
      },
      {
        label: 'fast',
        options: { topic: topic('traces'), diskBytes: 96 * mib, bytesPerSecond: 4 * mib, until: 0.88 },
      },
    ];
  },
  async inject(
    target,
    { topic = 'archive', diskBytes = 64 * 1024 * 1024, bytesPerSecond = 2_000_000, until = 0.9 } = {},
  ) {
    const { kafka } = target;
    const broker = await kafka.addBroker({ diskBytes });
    const disk = { nodes: [broker], admin: kafka.admin };
    const stops: (() => Promise<void>)[] = [() => calmAgain(target), () => broker.remove()];
    const undo = async () => {
      for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) await stop();
    };
    try {
      await kafka.withAdmin((admin) =>
        createTopic(admin, {
          topic,
          replicaAssignment: [0, 1].map((partition) => ({ partition, replicas: [broker.id] })),
          configEntries: [
            { name: 'retention.ms', value: '-1' },
            { name: 'min.insync.replicas', value: '1' },
          ],
        }),
      );
      stops.push(() => deleteTopic(kafka, topic));
      const filler = await startFiller(kafka, { topic, bytesPerSecond, recordBytes: 50_000 });
      const ended = new AbortController();
      const watching = stopWhenFull(ended.signal);
      stops.push(async () => {
        ended.abort();
        await watching;
      });

      async function stopWhenFull(signal: AbortSignal): Promise<void> {
        while (!signal.aborted && (await fullness(disk)) < Math.min(until, atMost))
          await sleep(200, undefined, { signal }).catch(() => undefined);
        await filler.stop();
      }
    } catch (error) {
      await undo();
      throw error;
    }
    return injected({
      resources: [{ kind: 'log-dir', name: `${broker.id}:${broker.logDirs[0] ?? ''}` }],
      visible: (signal) =>
        waitUntil(
          { what: 'disk filling', timeoutMs: 120_000, everyMs: 150, signal },
          async () => (await fullness(disk)) > worrying && Date.now(),
        ),
      undo,
    });
  },
};
