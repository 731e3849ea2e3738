/** A program: produces keyed records of JSON to one topic at a rate it can be told to change. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs, { type Message, type Producer } from 'kafkajs';
import { complain, countHeld, startProgram, type Program } from './program.ts';

const tickMs = 100;
const tryAgainMs = 1000;
const keys = 1000;

const program: Program = startProgram('sandbox-producer', () => producer.disconnect());
const { args, progress } = program;
const producer: Producer = program.kafka.producer({
  allowAutoTopicCreation: false,
  createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
});
producer.on(producer.events.REQUEST, ({ payload }) => countHeld(progress, payload.pendingDuration));

for (;;) {
  try {
    await producer.connect();
    break;
  } catch (error) {
    complain(error);
    await sleep(tryAgainMs);
  }
}

const size = Number(args.size);
const value = JSON.stringify({
  id: randomBytes(size)
    .toString('base64url')
    .slice(0, Math.max(1, size - 9)),
});
const keyOf = (): string =>
  Math.random() < program.hotShare() ? args['hot-key'] : `key-${Math.floor(Math.random() * keys)}`;
const record = (): Message => ({ key: keyOf(), value });

let due = 0;
let last = performance.now();
for (;;) {
  const now = performance.now();
  // After a stall (a broker gone) it goes on at its rate; it does not catch up in one go.
  due += ((program.rate() ?? 0) * Math.min(now - last, 5 * tickMs)) / 1000;
  last = now;
  const count = Math.floor(due);
  due -= count;
  if (count > 0) {
    try {
      await producer.send({ topic: args.topic, messages: Array.from({ length: count }, record) });
      progress.records += count;
      program.working();
    } catch (error) {
      complain(error);
    }
  }
  await sleep(tickMs);
}
