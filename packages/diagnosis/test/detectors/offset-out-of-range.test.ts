import { describe, expect, it } from 'vitest';
import type { ClusterObservation } from '@sremesh/contracts';
import { detectors } from '@sremesh/diagnosis';
import { seconds } from '../scenes/clock.ts';
import { atRate, keepsUp, observePartitions } from '../scenes/partitions.ts';

const healthy = observePartitions(
  { ends: [atRate(10), atRate(10)], committed: [keepsUp(10), keepsUp(10)] },
  seconds(0, 60),
);

/** From `second` on, partition 1 ends at `end` and the group's offset on it stays at 195. */
const changed = (second: number, differs: { end?: number; leader?: (at: number) => number; id?: string }) =>
  healthy.map((one, index): ClusterObservation => {
    if (index < second) return one;
    const { end = 190, leader = () => 1, id = 'orders' } = differs;
    return {
      ...one,
      topics: one.topics.map((topic) => ({
        ...topic,
        id,
        partitions: topic.partitions.map((found) =>
          found.partition === 1 ? { ...found, highWatermark: end, leader: leader(index) } : found,
        ),
      })),
      groups: one.groups.map((group) => ({
        ...group,
        offsets: group.offsets.map((offset) =>
          offset.partition === 1 ? { ...offset, committed: 195 } : offset,
        ),
      })),
    };
  });
/** The second of the first detection. */
const firstTold = (window: readonly ClusterObservation[]): number =>
  window.findIndex((_, end) => detectors['offset-out-of-range'](window.slice(0, end + 1)).length > 0);

describe('offset-out-of-range - committed beyond the end', () => {
  it('is told of soon where the topic was made anew', () => {
    expect(firstTold(changed(20, { id: 'anew', end: 3 }))).toBe(23);
    expect(detectors['offset-out-of-range'](changed(20, { id: 'anew', end: 3 }))).toMatchObject([
      { measures: { beyondEndPartitions: 1, deletedRecords: 0 } },
    ]);
  });

  it('is told of late where it is the same topic, counted from the last change of its leader', () => {
    expect(firstTold(changed(20, {}))).toBe(35);
    expect(firstTold(changed(20, { leader: (second) => (second < 30 ? 2 : 3) }))).toBe(45);
  });

  it('is not where a new leader does not know yet how far the others have got', () => {
    const window = changed(20, { leader: () => 2 }).map((one, second) =>
      second < 32 ? one : (healthy[second] ?? one),
    );
    expect(firstTold(window)).toBe(-1);
  });
});
