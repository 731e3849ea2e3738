import type { Consumer } from 'kafkajs';
import type { Program } from './program.ts';

/**
 * What `auto.offset.reset=none` asks for and this client does not know: a member that has joined reads nothing until it
 * has seen that every committed offset is in its log, and rejects where one is not. Called as the group is joined.
 */
export async function mustNotReset(consumer: Consumer, { kafka, args }: Program): Promise<void> {
  const { topic, group } = args;
  consumer.pause([{ topic }]);
  const admin = kafka.admin();
  try {
    await admin.connect();
    const logs = await admin.fetchTopicOffsets(topic);
    const [committed] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
    for (const { partition, offset } of committed?.partitions ?? []) {
      const log = logs.find((each) => each.partition === partition);
      const next = Number(offset);
      if (log === undefined || next < 0 || (next >= Number(log.low) && next <= Number(log.high))) continue;
      throw new Error(
        `partition ${partition}: offset ${offset} is out of range ${log.low}–${log.high}, and there is no reset policy`,
      );
    }
  } finally {
    await admin.disconnect();
  }
  consumer.resume([{ topic }]);
}
