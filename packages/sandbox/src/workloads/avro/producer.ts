/** A program: registers a schema and writes records with it; registers another and goes on with that when it is told to. */
import { setTimeout as sleep } from 'node:timers/promises';
import avsc from 'avsc';
import kafkajs, { type Message, type Producer } from 'kafkajs';
import { frame } from './framing.ts';
import { register } from './registered.ts';
import { isEvolve, startAvroProgram } from './settings.ts';

const tickMs = 200;

const { settings, kafka } = startAvroProgram('sandbox-avro-producer', () => producer.disconnect());
const { topic, registry, subject } = settings;
const writerOf = async (schema: string) => ({
  id: await register(registry, subject, schema),
  type: avsc.Type.forSchema(JSON.parse(schema)),
});
let writer = await writerOf(settings.schema);
process.on('message', (message) => {
  if (!isEvolve(message)) return;
  void writerOf(message.schema).then((next) => (writer = next), console.error);
});

const producer: Producer = kafka.producer({
  allowAutoTopicCreation: false,
  createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
});
await producer.connect();

let sent = 0;
const record = (): Message => {
  sent += 1;
  return { key: `key-${sent}`, value: frame(writer.id, writer.type.toBuffer(writer.type.random())) };
};
const perTick = Math.max(1, Math.round((Number(settings.rate) * tickMs) / 1000));
for (;;) {
  try {
    await producer.send({ topic, messages: Array.from({ length: perTick }, record) });
    process.send?.({ ready: true });
  } catch (error) {
    console.error(error);
  }
  await sleep(tickMs);
}
