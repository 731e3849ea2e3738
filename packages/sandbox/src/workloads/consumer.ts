/**
 * A program: a member of a group that reads one topic, no faster than it is told. Where its client gives up it begins
 * anew a little later, as under a supervisor.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs, { type Consumer, type EachBatchPayload } from 'kafkajs';
import { isBad } from './bad-record.ts';
import { mustNotReset } from './offset-reset.ts';
import { complain, countHeld, startProgram } from './program.ts';

const beginAgainMs = 2000;
const tryBadAgainMs = 1000;

let consumer: Consumer | undefined;
const program = startProgram('sandbox-consumer', async () => consumer?.disconnect());
const { args, progress } = program;
const flapMs = Number(args.flap);
const commitEveryMs = Number(args.commit);
let committedAt = performance.now();

/** Next offset expected, by partition. */
const expected = new Map<number, bigint>();

for (;;) {
  await life().catch(complain);
  await sleep(flapMs || beginAgainMs);
}

/** Joins, reads and leaves: when the client gives up, or when it is time to go. */
async function life(): Promise<void> {
  const mine = program.kafka.consumer({
    groupId: args.group,
    sessionTimeout: Number(args.session),
    rebalanceTimeout: Number(args.session),
    heartbeatInterval: Number(args.heartbeat),
    maxBytesPerPartition: Number(args.fetch),
    maxWaitTimeInMs: 500,
    allowAutoTopicCreation: false,
    retry: { retries: 1000, initialRetryTime: 200, maxRetryTime: 1000 },
  });
  consumer = mine;
  const gaveUp = Promise.withResolvers<void>();
  gaveUp.promise.catch(() => undefined);
  mine.on(mine.events.REQUEST, ({ payload }) => countHeld(progress, payload.pendingDuration));
  mine.on(mine.events.CRASH, ({ payload }) => {
    complain(payload.error);
    if (!payload.restart) gaveUp.reject(payload.error);
  });
  mine.on(mine.events.GROUP_JOIN, () => {
    expected.clear();
    if (args.reset === 'none') mustNotReset(mine, program).catch(gaveUp.reject);
  });
  try {
    await mine.connect();
    await mine.subscribe({ topic: args.topic, fromBeginning: true });
    await mine.run({
      // Else it would also commit at the end of each batch.
      autoCommit: commitEveryMs === 0,
      autoCommitInterval: 500,
      partitionsConsumedConcurrently: Number(args.parallel),
      eachBatchAutoResolve: false,
      eachBatch: read,
    });
    program.working();
    await Promise.race([gaveUp.promise, ...(flapMs > 0 ? [sleep(flapMs)] : [])]);
  } finally {
    await mine.disconnect();
  }
}

async function read(given: EachBatchPayload): Promise<void> {
  const { partition, messages } = given.batch;
  for (const { offset, value } of messages) {
    if (!(await turn(given))) return;
    if (args['on-bad'] !== '' && isBad(value)) return giveUpOn(given, offset);
    const next = expected.get(partition);
    const at = BigInt(offset);
    if (next !== undefined && at > next) progress.skipped += Number(at - next);
    expected.set(partition, at + 1n);
    given.resolveOffset(offset);
    progress.records += 1;
    await given.heartbeat();
    await (commitEveryMs === 0 ? given.commitOffsetsIfNecessary() : commitWhenDue(given));
  }
}

async function commitWhenDue(given: EachBatchPayload): Promise<void> {
  if (performance.now() < committedAt + commitEveryMs) return;
  committedAt = performance.now();
  await given.commitOffsetsIfNecessary(given.uncommittedOffsets());
}

/** A record that cannot be read: tries it again for ever, dies of it, or leaves the group and comes back to it. */
async function giveUpOn(given: EachBatchPayload, offset: string): Promise<void> {
  const what = `cannot read partition ${given.batch.partition}, offset ${offset}: not JSON`;
  console.error(what);
  if (args['on-bad'] === 'retry') {
    const resume = given.pause();
    setTimeout(resume, tryBadAgainMs);
    return;
  }
  await given.commitOffsetsIfNecessary(given.uncommittedOffsets());
  if (args['on-bad'] === 'die') process.exit(1);
  throw new kafkajs.KafkaJSNonRetriableError(what);
}

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
