import { Producer, type CompressionAlgorithmValue } from '@platformatic/kafka';
import { tools as contracts, type ToolInput } from '@sremesh/contracts';
import { waitUntil } from '@sremesh/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestCluster } from '../support/cluster.ts';
import { handlersOf } from './handlers.ts';

interface Sent {
  partition?: number;
  key?: Buffer;
  value?: Buffer;
  headers?: Map<Buffer, Buffer>;
  timestamp?: bigint;
}

const text = (content: string): Buffer => Buffer.from(content);

export const consumeMessagesSuite = (cluster: () => TestCluster) =>
  describe('consume_messages', () => {
    let producer: Producer | undefined;
    beforeAll(() => {
      const { kafka } = cluster();
      producer = new Producer({
        clientId: 'test',
        bootstrapBrokers: [...kafka.bootstrapServers],
        sasl: { mechanism: 'SCRAM-SHA-512', ...kafka.admin },
      });
    });
    afterAll(() => producer?.close());

    const send = async (
      topic: string,
      sent: readonly Sent[],
      compression: CompressionAlgorithmValue = 'none',
    ) => {
      const messages = sent.map((message) => ({ topic, partition: 0, ...message }));
      await producer?.send({ messages, compression, acks: -1 });
    };
    const consume = async (topic: string, input: Partial<ToolInput<'consume_messages'>> = {}) => {
      const { tools } = handlersOf(cluster().client('admin'));
      const asked = contracts.consume_messages.input.parse({ topic, ...input });
      return contracts.consume_messages.output.parse(await tools.consume_messages(asked));
    };
    const offsetsOf = async (...asked: Parameters<typeof consume>) =>
      (await consume(...asked)).messages.map(({ offset }) => offset);

    it.each<[string, CompressionAlgorithmValue]>([
      ['producer', 'none'],
      ['producer', 'gzip'],
      ['producer', 'snappy'],
      ['producer', 'lz4'],
      ['producer', 'zstd'],
      // The broker compresses again, as Java does it.
      ['gzip', 'none'],
      ['snappy', 'none'],
      ['lz4', 'none'],
      ['zstd', 'none'],
    ])(
      'consume_messages - reads records that the topic keeps as "%s" and were sent as %s',
      async (kept, sent) => {
        const topic = await cluster().createTopic({ configs: { 'compression.type': kept } });
        const values = Array.from({ length: 40 }, (_, index) => `record ${index} ${'again '.repeat(2000)}`);
        await send(
          topic,
          values.map((value) => ({ key: text('k'), value: text(value) })),
          sent,
        );
        const { messages, unreadable } = await consume(topic, { limit: 100, maxBytes: 16_384 });
        expect(unreadable).toEqual([]);
        expect(messages.map(({ value }) => value)).toEqual(values);
      },
    );

    it('consume_messages - shows keys, headers, tombstones and binary values, and how much was left out', async () => {
      const topic = await cluster().createTopic();
      const binary = Buffer.from([0, 1, 2, 255, 254]);
      await send(topic, [
        { key: text('a'), value: text('ключ '.repeat(10)), headers: new Map([[text('trace'), text('42')]]) },
        { key: text('b') },
        { value: binary, headers: new Map([[text('raw'), binary]]) },
      ]);
      const { messages } = await consume(topic, { from: 'earliest', maxBytes: 16 });
      expect(messages).toMatchObject([
        { key: 'a', value: 'ключ клю', valueBytes: 90, truncated: true, headers: { trace: '42' } },
        { key: 'b', value: null, valueBytes: 0, truncated: false, encoding: 'utf8' },
        {
          key: null,
          value: binary.toString('base64'),
          encoding: 'base64',
          headers: { raw: `base64:${binary.toString('base64')}` },
        },
      ]);
    });

    it('consume_messages - blanks out secrets in keys, values and headers, also in binary ones', async () => {
      const topic = await cluster().createTopic();
      const inBinary = Buffer.concat([Buffer.from([0, 3]), text('password=hunter2 x'), Buffer.from([0])]);
      await send(topic, [
        {
          key: text('ann@example.org'),
          value: text('{"user":"ann","password":"hun\\"ter2","n":1}'),
          headers: new Map([[text('Authorization'), text('Bearer hunter2hunter2')]]),
        },
        { value: inBinary },
      ]);
      const { messages } = await consume(topic);
      expect(messages).toMatchObject([
        {
          key: '[redacted]',
          value: '{"user":"ann","password":[redacted],"n":1}',
          headers: { Authorization: '[redacted]' },
          redactions: 3,
        },
        { encoding: 'base64', redactions: 1 },
      ]);
      expect(Buffer.from(messages[1]?.value ?? '', 'base64').toString('latin1')).toBe(
        '\0\u0003password=[redacted] x\0',
      );
    });

    it('consume_messages - begins where it is told', async () => {
      const topic = await cluster().createTopic();
      const start = Date.now() - 100_000;
      await send(
        topic,
        Array.from({ length: 20 }, (_, index) => ({
          value: text('x'),
          timestamp: BigInt(start + 1000 * index),
        })),
      );
      expect(await offsetsOf(topic, { from: 'earliest', limit: 3 })).toEqual([0, 1, 2]);
      expect(await offsetsOf(topic, { from: 'latest', limit: 3 })).toEqual([17, 18, 19]);
      expect(await offsetsOf(topic, { from: { offset: 7 }, limit: 2 })).toEqual([7, 8]);
      expect(await offsetsOf(topic, { from: { offset: 20 } })).toEqual([]);
      const timestamp = new Date(start + 11_500).toISOString();
      expect(await offsetsOf(topic, { from: { timestamp }, limit: 2 })).toEqual([12, 13]);
      const later = new Date(Date.now() + 1000).toISOString();
      expect(await offsetsOf(topic, { from: { timestamp: later } })).toEqual([]);
    });

    it('consume_messages - reads every partition, and orders what it shows by time', async () => {
      const topic = await cluster().createTopic({ leaders: [1, 2, 3, 1] });
      const at = (partition: number, second: number) => ({
        partition,
        value: text(`${second}`),
        timestamp: BigInt(Date.now() - 60_000 + 1000 * second),
      });
      await send(topic, [at(0, 1), at(0, 4), at(1, 2), at(2, 3), at(2, 5)]);
      const shown = async (from: 'earliest' | 'latest') =>
        (await consume(topic, { from, limit: 3 })).messages.map(({ value }) => value);
      expect(await shown('earliest')).toEqual(['1', '2', '3']);
      expect(await shown('latest')).toEqual(['3', '4', '5']);
      const one = await consume(topic, { partition: 2 });
      expect(one.messages).toMatchObject([{ partition: 2, value: '3' }, { value: '5' }]);
      expect((await consume(topic, { partition: 3 })).messages).toEqual([]);
    });

    it(
      'consume_messages - finds the last records of a compacted topic, whatever gaps it has',
      { timeout: 60_000 },
      async () => {
        const topic = await cluster().createTopic({
          configs: {
            'cleanup.policy': 'compact',
            'segment.ms': '100',
            'min.cleanable.dirty.ratio': '0.001',
            'delete.retention.ms': '0',
          },
        });
        await send(topic, [{ key: text('kept'), value: text('first') }]);
        await send(
          topic,
          Array.from({ length: 300 }, () => ({ key: text('again'), value: text('x') })),
        );
        const gap = await waitUntil(
          { what: 'the log is compacted', timeoutMs: 50_000, everyMs: 500 },
          async () => {
            // A new segment begins, so that the one before can be cleaned.
            await send(topic, [{ key: text('again'), value: text('y') }]);
            const { messages } = await consume(topic, { from: 'earliest', limit: 2 });
            return (messages[1]?.offset ?? 0) > 200 ? messages : undefined;
          },
        );
        expect(gap[0]).toMatchObject({ key: 'kept', offset: 0 });
        const { messages } = await consume(topic, { from: 'latest', limit: 100 });
        expect(messages[0]).toMatchObject({ key: 'kept', offset: 0 });
      },
    );

    it('consume_messages - names the argument at fault', async () => {
      const topic = await cluster().createTopic({ leaders: [1, 2] });
      await send(topic, [{ value: text('x') }, { value: text('y') }]);
      const wrong: [string, Partial<ToolInput<'consume_messages'>>, RegExp][] = [
        [
          topic,
          { partition: 0, from: { offset: 3 } },
          /^from: offset 3 is out of range; partition 0 holds 0 to 1$/,
        ],
        [topic, { partition: 1, from: { offset: 1 } }, /^from: .*holds none: its next is 0$/],
        [topic, { from: { offset: 0 } }, /^from: an offset is of one partition/],
        [topic, { partition: 2 }, /^partition: .*has 2: 0 to 1$/],
        ['no-such', {}, /^topic: .*no-such/],
      ];
      for (const [name, input, message] of wrong)
        await expect(consume(name, input)).rejects.toMatchObject({
          code: 'MESH_TOOL_FAILED',
          message: expect.stringMatching(message),
        });
    });

    it('consume_messages - a user without Read is refused, and told which right is missing', async () => {
      const topic = await cluster().createTopic();
      await send(topic, [{ value: text('x') }]);
      const { tools } = handlersOf(cluster().client('perception'));
      await expect(
        tools.consume_messages({ topic, from: 'latest', limit: 1, maxBytes: 10 }),
      ).rejects.toMatchObject({
        code: 'MESH_KAFKA_REFUSED',
        remedy: expect.stringContaining(`Read on Topic:${topic}`),
      });
    });
  });
