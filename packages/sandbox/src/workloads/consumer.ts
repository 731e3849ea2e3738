/** A program: a member of a group that reads one topic, no faster than it is told. */
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { startProgram, type Program } from './program.ts';

const program: Program = startProgram('sandbox-consumer', () => consumer.disconnect());
const { progress } = program;
const consumer: Consumer = program.kafka.consumer({
  groupId: program.group,
  sessionTimeout: 10_000,
  rebalanceTimeout: 10_000,
  heartbeatInterval: program.heartbeatIntervalMs,
  // So little that a slow reader has to come back to the broker for what it has not read: what retention deleted
  // meanwhile is really lost to it.
  maxBytesPerPartition: 16 * 1024,
  maxWaitTimeInMs: 500,
  allowAutoTopicCreation: false,
  retry: { retries: 1000, initialRetryTime: 200, maxRetryTime: 1000 },
});

/** Next offset expected, by partition. */
const expected = new Map<number, bigint>();
consumer.on(consumer.events.GROUP_JOIN, () => expected.clear());

await consumer.connect();
await consumer.subscribe({ topic: program.topic, fromBeginning: true });
await consumer.run({
  autoCommitInterval: 500,
  eachBatchAutoResolve: false,
  async eachBatch(given) {
    const { partition, messages } = given.batch;
    for (const { offset } of messages) {
      if (!(await turn(given))) return;
      const next = expected.get(partition);
      const at = BigInt(offset);
      if (next !== undefined && at > next) progress.skipped += Number(at - next);
      expected.set(partition, at + 1n);
      given.resolveOffset(offset);
      progress.records += 1;
      await given.heartbeat();
      await given.commitOffsetsIfNecessary();
    }
  },
});
program.working();

/** Waits until the rate allows one more record; false when there is no use in waiting any longer. */
async function turn(given: EachBatchPayload): Promise<boolean> {
  const from = performance.now();
  while (given.isRunning() && !given.isStale()) {
    const rate = program.rate();
    if (rate === null) return true;
    const waitMs = rate === 0 ? Infinity : 1000 / rate - (performance.now() - from);
    if (waitMs <= 0) return true;
    await program.rateChangedWithin(Math.min(waitMs, 500));
    await given.heartbeat();
  }
  return false;
}
