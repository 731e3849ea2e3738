import { describe, expect, it } from 'vitest';
import { Detection } from '@sremesh/contracts';
import { detectors } from '@sremesh/diagnosis';
import { seconds, start } from '../scenes/clock.ts';
import { observe } from '../scenes/flow.ts';

const detect = detectors['group-rebalancing'];
/** One letter a sweep: S stable, P preparing, C completing, E empty, D dead, A assigning, R reconciling. */
const words: Record<string, string> = {
  S: 'Stable',
  P: 'PreparingRebalance',
  C: 'CompletingRebalance',
  E: 'Empty',
  D: 'Dead',
  A: 'Assigning',
  R: 'Reconciling',
};
const states = (letters: string, every = 1) =>
  observe(
    {
      produce: () => 10,
      consume: () => 100,
      state: (second) => words[letters[Math.floor(second / every + 1e-6)] ?? ''] ?? 'Stable',
    },
    seconds(0, (letters.length - 1) * every, every),
  );

describe('group-rebalancing - members come and go', () => {
  it('is found when it takes longer than a moment', () => {
    const [detection] = detect(states('SSSPPP'));
    expect(Detection.parse(detection)).toEqual(detection);
    expect(detection).toMatchObject({
      severity: 1,
      resources: [{ kind: 'consumer-group', name: 'billing' }],
      since: new Date(start + 3000).toISOString(),
    });
  });

  it('is found when it comes again and again, in both protocols, at other sweep rates', () => {
    for (const letters of ['SSSPSSC', 'SSSPCC', 'SSRSSR', 'SSAAR', 'SPSP']) {
      expect(detect(states(letters)), letters).toHaveLength(1);
    }
    expect(detect(states('SSPP', 2))).toHaveLength(1);
    expect(detect(states('SSSSPPPP', 0.5))).toHaveLength(1);
  });

  it('keeps `since` over the whole episode', () => {
    const since = ['SSPPP', 'SSPPPSS', 'SSPPPSSPP', 'SSPPPSSPPSSSP'].map(
      (all) => detect(states(all))[0]?.since,
    );
    expect(new Set(since)).toEqual(new Set([new Date(start + 2000).toISOString()]));
  });
});

describe('group-rebalancing - no false alarm', () => {
  it.each([
    ['a stable group', 'SSSSSS'],
    ['a moment', 'SSSSP'],
    ['one that is over', 'SSPPPSSSS'],
    ['a group that is being formed', 'EEPPPPCC'],
    ['a group seen rebalancing from the first sweep on, by a new observer', 'PPPPP'],
    ['a group that lost its members', 'SSPPPE'],
    ['a dead group', 'SSSDDD'],
  ])('says nothing of %s', (_, letters) => {
    expect(detect(states(letters))).toEqual([]);
  });
});
