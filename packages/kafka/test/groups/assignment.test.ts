import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countAssigned } from '../../src/groups/assignment.ts';

/** As a group's leader writes it: ConsumerProtocolAssignment. */
function assignment(topics: readonly { name: string; partitions: readonly number[] }[]): Buffer {
  const int = (value: number, bytes: number) => {
    const buffer = Buffer.alloc(bytes);
    buffer.writeIntBE(value, 0, bytes);
    return buffer;
  };
  const parts = topics.flatMap(({ name, partitions }) => [
    int(Buffer.byteLength(name), 2),
    Buffer.from(name),
    int(partitions.length, 4),
    ...partitions.map((partition) => int(partition, 4)),
  ]);
  return Buffer.concat([int(1, 2), int(topics.length, 4), ...parts, int(-1, 4)]);
}

const topics = fc.array(
  fc.record({ name: fc.string({ maxLength: 20 }), partitions: fc.array(fc.nat(), { maxLength: 9 }) }),
);

it('assignment - counts the partitions of every topic', () => {
  fc.assert(
    fc.property(topics, (given) => {
      const count = given.reduce((sum, { partitions }) => sum + partitions.length, 0);
      expect(countAssigned(assignment(given))).toBe(count);
    }),
  );
});

it('assignment - what is no assignment is not counted', () => {
  expect(countAssigned(Buffer.alloc(0))).toBeNull();
  expect(countAssigned(Buffer.from('{"not":"one"}'))).toBeNull();
  expect(countAssigned(assignment([{ name: 't', partitions: [1, 2] }]).subarray(0, 16))).toBeNull();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
      const count = countAssigned(Buffer.from(bytes));
      expect(count === null || count <= bytes.length / 4).toBe(true);
    }),
  );
});
