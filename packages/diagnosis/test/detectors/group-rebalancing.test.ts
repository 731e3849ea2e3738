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
  it('is found when it happens again and again, with what it costs', () => {
    const [detection] = detect(states('SSSPSPSP'));
    expect(Detection.parse(detection)).toEqual(detection);
    expect(detection).toMatchObject({
      severity: 1,
      resources: [{ kind: 'consumer-group', name: 'billing' }],
      since: new Date(start + 3000).toISOString(),
      measures: { rebalances: 3, rebalancingSightings: 3, episodeSeconds: 4 },
    });
  });

  it('is found when two take long, when one never ends, in both protocols, at other sweep rates', () => {
    for (const letters of ['SSSPPSPP', 'SSSPPCPC', 'SSRRSAR', 'SSSSPPPPPPPPPPPPP']) {
      expect(detect(states(letters)), letters).toHaveLength(1);
    }
    expect(detect(states('SSPSP', 2))).toHaveLength(1);
    expect(detect(states('SSSSPPPSSPPP', 0.5))).toHaveLength(1);
  });

  it('keeps `since` over the whole episode', () => {
    const since = ['SSPPSPP', 'SSPPSPPSS', 'SSPPSPPSSPP', 'SSPPSPPSSPPSSSP'].map(
      (all) => detect(states(all))[0]?.since,
    );
    expect(new Set(since)).toEqual(new Set([new Date(start + 2000).toISOString()]));
  });

  it('is found by who is a member where no sweep saw it rebalance', () => {
    const member = (memberId: string) => ({ memberId, clientId: 'app', host: '/10.0.0.1' });
    const withMembers = (ids: readonly string[], stays = ['s']) =>
      states('SSSSSS').map((observation, second) => ({
        ...observation,
        groups: observation.groups.map((group) => ({
          ...group,
          members: {
            at: observation.at,
            list: [...stays, ids[second] ?? 'z'].map(member),
          },
        })),
      }));
    expect(detect(withMembers(['a', 'a', 'b', 'c', 'd', 'd']))[0]?.measures['rebalances']).toBe(3);
    expect(detect(withMembers(['a', 'a', 'b', 'b', 'c', 'c']))).toEqual([]);
    // An only member that is started again and again may end at a record: that is told of by itself.
    expect(detect(withMembers(['a', 'a', 'b', 'c', 'd', 'd'], []))).toEqual([]);
  });
});

describe('group-rebalancing - no false alarm', () => {
  it.each([
    ['a stable group', 'SSSSSS'],
    ['a moment', 'SSSSP'],
    ['a member that is restarted, of whose two rebalances a sweep saw one', 'SSSPSSSSS'],
    ['one that takes as long as Kafka waits for a dead member', 'SSSPPPPPPPPPP'],
    ['one that is over', 'SSPPSPPSSSS'],
    ['a group that is being formed', 'EEPPPPCC'],
    ['a group seen rebalancing from the first sweep on, by a new observer', 'PPPPP'],
    ['a group that lost its members', 'SSPPSPPE'],
    ['a dead group', 'SSSDDD'],
  ])('says nothing of %s', (_, letters) => {
    expect(detect(states(letters))).toEqual([]);
  });
});
