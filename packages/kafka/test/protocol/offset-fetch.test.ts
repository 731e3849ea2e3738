import { offsetFetchV9, Reader, Writer } from '@platformatic/kafka';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fetchedGroups } from '../../src/protocol/offset-fetch.ts';

const partition = fc.record({
  partitionIndex: fc.nat(200),
  committedOffset: fc.bigInt({ min: -1n, max: 2n ** 53n - 1n }),
  metadata: fc.option(fc.string()),
  errorCode: fc.constant<number>(0),
});
const topic = fc.record({
  name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 249 }),
  partitions: fc.array(partition),
});
const group = fc.record({
  groupId: fc.string({ unit: 'grapheme' }),
  topics: fc.array(topic, { maxLength: 5 }),
  errorCode: fc.constant<number>(0),
});
const answers = fc.uniqueArray(group, { maxLength: 5, selector: ({ groupId }) => groupId });
type Answer = typeof answers extends fc.Arbitrary<infer T> ? T : never;

/** As a broker writes it. */
const encoded = (groups: Answer): Buffer =>
  Writer.create()
    .appendInt32(0)
    .appendArray(groups, (w, { groupId, topics, errorCode }) => {
      w.appendString(groupId)
        .appendArray(topics, (t, { name, partitions }) => {
          t.appendString(name).appendArray(partitions, (p, { partitionIndex, committedOffset, metadata }) => {
            p.appendInt32(partitionIndex).appendInt64(committedOffset).appendInt32(-1);
            p.appendString(metadata).appendInt16(0);
          });
        })
        .appendInt16(errorCode);
    })
    .appendTaggedFields().buffer;

/** As the client library reads it. */
const theirs = (body: Buffer) =>
  offsetFetchV9.parseResponse(0, 9, 9, Reader.from(body)).groups.map(({ groupId, topics }) => ({
    groupId,
    offsets: topics.flatMap(({ name, partitions }) =>
      partitions
        .filter(({ committedOffset }) => committedOffset >= 0n)
        .map(({ partitionIndex, committedOffset }) => ({
          topic: name,
          partition: partitionIndex,
          committed: Number(committedOffset),
        })),
    ),
  }));

it('offset fetch - reads what the client library reads, whatever was known before', () => {
  fc.assert(
    fc.property(answers, answers, (before, now) => {
      const known = new Map(
        fetchedGroups(encoded(before), new Map()).map(({ groupId, offsets }) => [groupId, offsets]),
      );
      for (const state of [new Map(), known]) {
        const read = fetchedGroups(encoded(now), state);
        expect(read.map(({ groupId, offsets }) => ({ groupId, offsets }))).toEqual(theirs(encoded(now)));
      }
    }),
  );
});

it('offset fetch - gives back the very objects of what did not move', () => {
  const of = (committed: bigint) => [
    { partitionIndex: 0, committedOffset: 5n, metadata: '', errorCode: 0 },
    { partitionIndex: 1, committedOffset: committed, metadata: null, errorCode: 0 },
  ];
  const answer = (committed: bigint): Answer => [
    { groupId: 'g', errorCode: 0, topics: [{ name: 't', partitions: of(committed) }] },
  ];
  const [first] = fetchedGroups(encoded(answer(7n)), new Map());
  const known = new Map([['g', first?.offsets ?? []]]);
  expect(fetchedGroups(encoded(answer(7n)), known)[0]?.offsets).toBe(first?.offsets);
  const moved = fetchedGroups(encoded(answer(8n)), known)[0]?.offsets ?? [];
  expect(moved[0]).toBe(first?.offsets[0]);
  expect(moved[1]).toEqual({ topic: 't', partition: 1, committed: 8 });
});
