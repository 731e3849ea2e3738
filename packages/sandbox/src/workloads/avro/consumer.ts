/**
 * A program: a member of a group that reads records with its own schema, by the one each was written with. It stands
 * still at a record that it cannot read, and tries it again and again, as one does that may lose none.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import avsc from 'avsc';
import type { Consumer } from 'kafkajs';
import { unframe } from './framing.ts';
import { schemaOf } from './registered.ts';
import { startAvroProgram } from './settings.ts';

const againMs = 500;

const { settings, kafka } = startAvroProgram('sandbox-avro-consumer', () => consumer.disconnect());
const reader = avsc.Type.forSchema(JSON.parse(settings.schema));
const writers = new Map<number, avsc.Type>();
const consumer: Consumer = kafka.consumer({
  groupId: settings.group,
  sessionTimeout: 10_000,
  heartbeatInterval: 1000,
  maxWaitTimeInMs: 500,
  allowAutoTopicCreation: false,
  retry: { retries: 1000, initialRetryTime: 200, maxRetryTime: 1000 },
});

async function read(framed: Buffer | null): Promise<unknown> {
  const { schemaId, value } = unframe(framed ?? Buffer.alloc(0));
  const known = writers.get(schemaId);
  const writer = known ?? avsc.Type.forSchema(JSON.parse(await schemaOf(settings.registry, schemaId)));
  writers.set(schemaId, writer);
  return reader.fromBuffer(value, reader.createResolver(writer));
}

await consumer.connect();
await consumer.subscribe({ topic: settings.topic, fromBeginning: true });
await consumer.run({
  autoCommitInterval: 500,
  eachBatchAutoResolve: false,
  partitionsConsumedConcurrently: 3,
  async eachBatch(given) {
    const { topic, partition, messages } = given.batch;
    for (const { offset, value } of messages) {
      for (let done = false; !done;) {
        if (!given.isRunning() || given.isStale()) return;
        try {
          await read(value);
          done = true;
        } catch (error) {
          console.error(`${topic}/${partition} at ${offset}: ${String(error)}`);
          await sleep(againMs);
        }
        await given.heartbeat();
      }
      given.resolveOffset(offset);
      await given.commitOffsetsIfNecessary();
    }
  },
});
process.send?.({ ready: true });
