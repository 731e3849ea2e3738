import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Detection, symptoms, type ClusterObservation } from '@sremesh/contracts';
import { detect, detectors } from '@sremesh/diagnosis';
import { anyParts } from '../scenes/any-parts.ts';
import { seconds, start } from '../scenes/clock.ts';
import { observe, type Flow } from '../scenes/flow.ts';

const name = fc.oneof(fc.constantFrom('orders', 'billing'), fc.string({ maxLength: 400 }));
const offset = fc.oneof(fc.nat({ max: 5000 }), fc.constantFrom(-1, -2, Number.MAX_SAFE_INTEGER));
const brokerId = fc.integer({ min: -1, max: 4 });
const state = fc.constantFrom('Stable', 'Empty', 'Dead', 'PreparingRebalance', 'Assigning', 'Unknown', '');
const shape = fc.record({
  at: fc.integer({ min: start, max: start + 120_000 }),
  cluster: fc.constantFrom('test', 'another'),
  brokers: fc.array(
    fc.record({ id: brokerId, host: fc.constant('h'), port: fc.constant(1), rack: fc.constant(null) }),
    { maxLength: 4 },
  ),
  topics: fc.array(
    fc.record({
      name,
      id: fc.constant('id'),
      internal: fc.boolean(),
      minInsyncReplicas: fc.constantFrom(null, 1, 2),
      retentionMs: fc.constantFrom(null, -1, 0, 1, 24_000, 604_800_000),
      partitions: fc.array(
        fc.record({
          partition: fc.nat({ max: 3 }),
          leader: brokerId,
          replicas: fc.array(brokerId, { maxLength: 3 }),
          isr: fc.array(brokerId, { maxLength: 3 }),
          logStartOffset: offset,
          highWatermark: offset,
        }),
        { maxLength: 4 },
      ),
    }),
    { maxLength: 3 },
  ),
  groups: fc.array(
    fc.record({
      groupId: name,
      state,
      type: fc.constantFrom('classic', 'consumer', 'share'),
      coordinator: brokerId,
      members: fc.constant(null),
      offsets: fc.array(
        fc.record({
          topic: name,
          partition: fc.nat({ max: 3 }),
          committed: offset,
          timeToDataLossSeconds: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
        }),
        { maxLength: 5 },
      ),
    }),
    { maxLength: 3 },
  ),
  absentBrokers: fc.array(brokerId, { maxLength: 2 }),
  hidden: fc.constant<ClusterObservation['hidden']>([]),
});
const observation: fc.Arbitrary<ClusterObservation> = fc
  .tuple(shape, anyParts)
  .map(([one, parts]) => ({ ...one, ...parts }));

describe('detect - any window', () => {
  it('never throws, and what it finds is a detection', () => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 15 }), fc.boolean(), (window, sorted) => {
        const ordered = sorted ? window.toSorted((a, b) => a.at - b.at) : window;
        for (const detection of detect(ordered)) Detection.parse(detection);
      }),
      { numRuns: 100 },
    );
  });

  it('has one detector for each symptom, which finds nothing in nothing', () => {
    expect(Object.keys(detectors).toSorted()).toEqual([...symptoms].toSorted());
    for (const detector of Object.values(detectors)) expect(detector([])).toEqual([]);
  });
});

describe('detect - look-alikes', () => {
  const found = (flow: Flow, sweeps: readonly number[]): Set<string> => {
    const window = observe(flow, sweeps);
    return new Set(
      sweeps.flatMap((_, index) =>
        index % 2 === 0 ? detect(window.slice(0, index + 1)).map(({ symptom }) => symptom) : [],
      ),
    );
  };

  it('a healthy flow shows nothing, whatever its rate, size and commits', () => {
    fc.assert(
      fc.property(
        fc.record({
          rate: fc.integer({ min: 0, max: 3000 }),
          speed: fc.integer({ min: 2, max: 20 }),
          partitions: fc.integer({ min: 1, max: 12 }),
          retentionSeconds: fc.constantFrom(24, 60, 3600, 604_800, null),
          commitEvery: fc.constantFrom(0.2, 0.5, 1, 5),
          every: fc.constantFrom(1, 1.5, 2),
        }),
        ({ rate, speed, every, ...flow }) => {
          const healthy = { ...flow, produce: () => rate, consume: () => rate * speed };
          expect([...found(healthy, seconds(0, 60, every))]).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('a burst is a burst and nothing else', () => {
    const burst: Flow = {
      produce: (second) => (second >= 20 && second < 24 ? 2000 : 50),
      consume: () => 1000,
      retentionSeconds: 60,
    };
    expect(found(burst, seconds(0, 60))).toEqual(new Set(['lag-burst']));
  });

  it('a group at the edge of retention is that and nothing else', () => {
    const edge: Flow = {
      retentionSeconds: 24,
      produce: () => 100,
      consume: (second) => (second < 15 ? 1000 : 5),
    };
    expect(found(edge, seconds(0, 36))).toEqual(new Set(['retention-risk']));
  });

  it('rebalances that stop reading for a while are that and nothing else', () => {
    const pause = (second: number) => second >= 20 && second < 34 && second % 5 < 3;
    const rebalance: Flow = {
      retentionSeconds: 60,
      produce: () => 100,
      consume: (second) => (pause(second) ? 0 : 1000),
      state: (second) => (pause(second) ? 'PreparingRebalance' : 'Stable'),
    };
    expect(found(rebalance, seconds(0, 60))).toEqual(new Set(['group-rebalancing']));
  });

  it('the past of another cluster does not count', () => {
    const edge: Flow = {
      retentionSeconds: 24,
      produce: () => 100,
      consume: (second) => (second < 15 ? 1000 : 5),
    };
    const window = observe(edge, seconds(0, 32));
    expect(detect(window)).toHaveLength(1);
    const moved = window.map((one, index) =>
      index < window.length - 1 ? { ...one, cluster: 'before' } : one,
    );
    expect(detect(moved)).toEqual([]);
  });
});
