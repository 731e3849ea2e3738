import { createAPI, metadataV12, ResponseError, Writer } from '@platformatic/kafka';
import { waitUntil } from '../process/wait-until.ts';
import { withRaw, type Ask, type RawTarget } from './raw.ts';

export interface ClusterState {
  /** Ids of the brokers that are up. */
  brokers: number[];
  partitions: PartitionState[];
}

export interface PartitionState {
  topic: string;
  partition: number;
  /** -1 where there is none. */
  leader: number;
  replicas: number[];
  isr: number[];
}

export async function readState(ask: Ask): Promise<ClusterState> {
  const { brokers, topics } = await ask(metadataV12.api, null, false, false).catch(answerWithErrors);
  return {
    brokers: brokers.map(({ nodeId }) => nodeId),
    partitions: topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, leaderId, replicaNodes, isrNodes }) => ({
        topic: name ?? '',
        partition: partitionIndex,
        leader: leaderId,
        replicas: replicaNodes,
        isr: isrNodes,
      })),
    ),
  };
}

/** That a partition has no leader is an error to the library, and a state to us. */
function answerWithErrors(error: unknown): metadataV12.MetadataResponse {
  if (error instanceof ResponseError) return error['response'];
  throw error;
}

/** Waits until every broker is up and every replica in sync, and gives each partition its preferred leader again. */
export async function restoreLeaders(kafka: RawTarget, patience = { timeoutMs: 90_000, everyMs: 200 }) {
  const inSync = ({ isr, replicas }: PartitionState) => isr.length === replicas.length;
  const led = ({ leader, replicas }: PartitionState) => leader === replicas[0];
  await withRaw(kafka, async (ask) => {
    await waitUntil({ ...patience, what: 'all brokers up and all replicas in sync' }, async () => {
      const { brokers, partitions } = await readState(ask);
      return brokers.length >= kafka.nodes.length && partitions.every(inSync);
    });
    await waitUntil({ ...patience, what: 'leaders where they are preferred' }, async () => {
      const strays = (await readState(ask)).partitions.filter((partition) => !led(partition));
      if (strays.length > 0) await ask(electPreferred, strays);
      return strays.length === 0;
    });
  });
}

type Place = Pick<PartitionState, 'topic' | 'partition'>;

/** ElectLeaders v2, which the client library has not: the preferred replicas of these partitions. Answers nothing. */
export const electPreferred = createAPI<[places: readonly Place[]], void>(
  43,
  2,
  (places: readonly Place[]) =>
    Writer.create()
      .appendInt8(0)
      .appendArray([...Map.groupBy(places, ({ topic }) => topic)], (writer, [topic, partitions]) => {
        writer.appendString(topic).appendArray(
          partitions,
          (w, { partition }) => {
            w.appendInt32(partition);
          },
          true,
          false,
        );
      })
      .appendInt32(5000)
      .appendTaggedFields(),
  () => undefined,
);
