import { expect, it } from 'vitest';
import { createKafkaClient } from '../../src/index.ts';
import { parseBroker } from '../../src/client/addresses.ts';

it('addresses - takes host and port apart', () => {
  expect(parseBroker('kafka-0.kafka:9092')).toEqual({ host: 'kafka-0.kafka', port: 9092 });
  expect(parseBroker('[::1]:9092')).toEqual({ host: '::1', port: 9092 });
});

it('addresses - names KAFKA_BROKERS and the bad entry', () => {
  for (const bad of [
    'kafka',
    'kafka:',
    ':9092',
    'kafka:0',
    'kafka:99999',
    'PLAINTEXT://kafka:9092',
    'a b:1',
  ]) {
    expect(() => createKafkaClient({ brokers: ['ok:1', bad], clientId: 'x' })).toThrow(
      `KAFKA_BROKERS: "${bad}"`,
    );
  }
});

it('addresses - an unreachable broker is an error that names it', async () => {
  const client = createKafkaClient({ brokers: ['127.0.0.1:1'], clientId: 'x' });
  await expect(client.metadata(null)).rejects.toMatchObject({
    code: 'MESH_KAFKA_UNREACHABLE',
    message: expect.stringMatching(/KAFKA_BROKERS \(127\.0\.0\.1:1\)/),
    retryable: true,
  });
  await client.close();
});
