import { createRecordsBatch, type CompressionAlgorithmValue } from '@platformatic/kafka';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { batchesIn } from '../../src/records/batches.ts';

const mebibyte = 1024 * 1024;
const room = () => mebibyte;

function batch(values: readonly Buffer[], compression: CompressionAlgorithmValue = 'none'): Buffer {
  const messages = values.map((value) => ({ topic: 't', value, timestamp: 5n }));
  return Buffer.from(createRecordsBatch(messages, { compression }).buffer);
}
const valuesIn = (answer: Buffer, bytes = room) =>
  [...batchesIn(answer, bytes)].map(({ content }) =>
    'unreadable' in content ? content.unreadable : content.records.map(({ value }) => value?.toString('hex')),
  );

const codecs: CompressionAlgorithmValue[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

it.each(codecs)('batches - what %s wrote is read back', (codec) => {
  const values = fc.array(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(values, (sent) => {
      expect(valuesIn(batch(sent, codec))).toEqual([sent.map((value) => value.toString('hex'))]);
    }),
    { numRuns: 30 },
  );
});

it.each(codecs.slice(1))('batches - a %s batch that would become too large is left alone', (codec) => {
  const bomb = batch([Buffer.alloc(8 * mebibyte)], codec);
  expect(bomb.length).toBeLessThan(mebibyte);
  expect(valuesIn(bomb)).toEqual([expect.stringMatching(/^offsets 0 to 0: /)]);
  expect(valuesIn(bomb, () => 64 * mebibyte)).toEqual([[expect.stringMatching(/^0+$/)]]);
});

it('batches - a damaged one loses itself and no other; one that is cut off ends them', () => {
  const [one, two] = [batch([Buffer.from('1')]), batch([Buffer.from('2')])];
  const damaged = Buffer.from(one);
  damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
  expect(valuesIn(Buffer.concat([damaged, two, one.subarray(0, -1)]))).toEqual([
    'offsets 0 to 0: the checksum is wrong',
    ['32'],
  ]);
});

it('batches - any bytes are read without an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect([...batchesIn(Buffer.from(bytes), room)].length).toBeLessThanOrEqual(5);
    }),
  );
});
