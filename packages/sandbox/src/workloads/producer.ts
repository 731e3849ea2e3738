/** A program: produces keyed records to one topic at a rate it can be told to change. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs, { type Message, type Producer } from 'kafkajs';
import { startProgram, type Program } from './program.ts';

const tickMs = 100;
const keys = 1000;

const program: Program = startProgram('sandbox-producer', () => producer.disconnect());
const { topic, progress } = program;
const producer: Producer = program.kafka.producer({
  allowAutoTopicCreation: false,
  createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
});
await producer.connect();

const value = randomBytes(program.sizeBytes).toString('base64url').slice(0, program.sizeBytes);
const record = (): Message => ({ key: `key-${Math.floor(Math.random() * keys)}`, value });

let due = 0;
let last = performance.now();
let reporting = false;
for (;;) {
  const now = performance.now();
  // After a stall (a broker gone) it goes on at its rate; it does not catch up in one go.
  due += ((program.rate() ?? 0) * Math.min(now - last, 5 * tickMs)) / 1000;
  last = now;
  const count = Math.floor(due);
  due -= count;
  if (count > 0) {
    try {
      await producer.send({ topic, messages: Array.from({ length: count }, record) });
      progress.records += count;
      if (!reporting) program.working();
      reporting = true;
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
    }
  }
  await sleep(tickMs);
}
