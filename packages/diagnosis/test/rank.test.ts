import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Hypothesis, type CauseName } from '@sremesh/contracts';
import { candidatesFor, rank } from '@sremesh/diagnosis';
import { burst, edge, rebalance, skew, type Case } from './scenes/cases.ts';
import { gone, hot, killed, lostPlace, partitions, poison, slow, storm } from './scenes/group-cases.ts';
import { allDetections, lagBurst, retentionRisk } from './scenes/detections.ts';
import { cluster, findingsOf, group, lag, retention, skewed, type Outputs } from './scenes/readings.ts';

const ranked = ({ detection, outputs }: Case) => rank(detection, findingsOf(detection, outputs));
const confidence = (one: Case, cause: CauseName | 'unknown') =>
  ranked(one).find((hypothesis) => hypothesis.cause === cause)?.confidence ?? Number.NaN;

const seconds = fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }));
const rate = fc.option(fc.double({ min: 0, max: 1e7, noNaN: true }));
const share = fc.double({ min: 0, max: 1, noNaN: true });
const records = fc.nat({ max: 1e9 });
const anyOutputs: fc.Arbitrary<Outputs> = fc.record(
  {
    read_consumer_lag: fc
      .record({
        lag: records,
        peakLag: records,
        windowSeconds: fc.double({ min: 0, max: 120, noNaN: true }),
        produceRate: rate,
        consumeRate: rate,
        baselineProduceRate: rate,
        timeToDrainSeconds: seconds,
        timeToDataLossSeconds: seconds,
        retentionMs: fc.option(fc.integer({ min: -1, max: 1e9 })),
      })
      .map(lag),
    describe_consumer_group: fc
      .record({
        state: fc.constantFrom('Stable', 'Empty', 'Dead', 'PreparingRebalance', 'something new'),
        windowSeconds: fc.double({ min: 0, max: 120, noNaN: true }),
        rebalancingShare: share,
        stateChanges: fc.nat({ max: 200 }),
      })
      .map(group),
    describe_configs: fc
      .tuple(fc.constantFrom('-1', '0', '24000', '604800000', 'what'), fc.constantFrom('delete', 'compact'))
      .map(([value, policy]) => retention(value, 'DEFAULT_CONFIG', policy)),
    describe_cluster: fc
      .tuple(fc.array(share, { maxLength: 5 }), fc.nat({ max: 100 }))
      .map(([imbalance, offlineReplicas]) => cluster(imbalance, { offlineReplicas })),
    describe_topics: fc.nat({ max: 30 }).map((count) => skewed(count)),
  },
  { requiredKeys: [] },
);
const anyCase = fc.record({ detection: fc.constantFrom(...allDetections), outputs: anyOutputs });

describe('rank - the right cause comes first', () => {
  it.each([
    ['a slow consumer at the edge', edge, 'topic.retention-edge'],
    ['a burst that drains', burst, 'benign.burst'],
    ['a rebalance', rebalance, 'benign.rebalance'],
    ['leaders elsewhere', skew, 'broker.leader-skew'],
  ] as const)('%s', (_, one, cause) => {
    const [first] = ranked(one);
    expect(first?.cause).toBe(cause);
    expect(first?.confidence).toBeGreaterThan(0.9);
    expect(first?.missing).toEqual([]);
  });

  it('a symptom of retention risk that turns out to be a burst is a burst', () => {
    const outputs = {
      ...burst.outputs,
      read_consumer_lag: lag({
        lag: 300,
        peakLag: 4000,
        produceRate: 400,
        consumeRate: 1000,
        baselineProduceRate: 50,
        timeToDrainSeconds: 0.5,
        timeToDataLossSeconds: 22,
      }),
    };
    expect(ranked({ detection: retentionRisk, outputs })[0]?.cause).toBe('benign.burst');
  });

  it('a burst is told at its peak already, when the rates of the reading still average over it', () => {
    const reading = { produceRate: 882, consumeRate: 386, baselineProduceRate: 50 };
    const falling = (lagRecords: number, timeToDrainSeconds: number | null = null): Case => ({
      detection: { ...lagBurst, measures: { ...lagBurst.measures, lagRecords: 3200, drainSeconds: 8 } },
      outputs: {
        ...burst.outputs,
        read_consumer_lag: lag({
          ...reading,
          timeToDrainSeconds,
          lag: lagRecords,
          peakLag: 4000,
          timeToDataLossSeconds: 604_795,
          retentionMs: 604_800_000,
        }),
      },
    });
    expect(ranked(falling(3000))[0]?.cause).toBe('benign.burst');
    expect(confidence(falling(3000), 'benign.burst')).toBeGreaterThan(0.9);
    expect(confidence(falling(3000, 2000), 'benign.burst')).toBeGreaterThan(0.9);
    expect(confidence(falling(3900), 'benign.burst')).toBeLessThan(0.5);
  });

  it('a burst that retention is about to overtake is not benign', () => {
    const outputs = {
      ...burst.outputs,
      read_consumer_lag: lag({
        lag: 90_000,
        peakLag: 100_000,
        consumeRate: 200,
        timeToDrainSeconds: 900,
        timeToDataLossSeconds: 4,
      }),
      describe_configs: retention('24000'),
    };
    expect(ranked({ detection: lagBurst, outputs })[0]?.cause).not.toBe('benign.burst');
  });

  it('a broker that is missing explains the skew: nothing known is left', () => {
    const outputs = {
      describe_cluster: cluster([0, 0, 0], { offlineReplicas: 30 }),
      describe_topics: skewed(0),
    };
    expect(ranked({ ...skew, outputs })[0]?.cause).toBe('unknown');
  });

  it('a compacted topic has no retention edge', () => {
    const outputs = { ...edge.outputs, describe_configs: retention('24000', 'DEFAULT_CONFIG', 'compact') };
    expect(confidence({ ...edge, outputs }, 'topic.retention-edge')).toBeLessThan(
      confidence(edge, 'topic.retention-edge'),
    );
  });
});

describe('rank - what groups suffer', () => {
  it.each([
    ['a group that reads a third', slow, 'consumer.slow'],
    ['a group that nobody is in any more', gone, 'consumer.down'],
    ['a group whose members were killed a moment ago', killed, 'consumer.down'],
    ['one record', poison, 'consumer.poison-pill'],
    ['a storm of rebalances', storm, 'consumer.rebalance-storm'],
    ['offsets outside of the log', lostPlace, 'consumer.offset-out-of-range'],
    ['a skewed topic', hot, 'topic.hot-partition'],
  ] as const)('%s', (_, one, cause) => {
    const [first, second] = ranked(one);
    expect(first?.cause).toBe(cause);
    expect((first?.confidence ?? 0) - (second?.confidence ?? 0)).toBeGreaterThan(0.2);
  });

  it('a rebalance that leaves much unread is told from one that does not', () => {
    const calm = {
      ...storm,
      detection: {
        ...storm.detection,
        measures: { ...storm.detection.measures, lagRecords: 50, leastLagRecords: 30 },
      },
      outputs: {
        ...storm.outputs,
        read_consumer_lag: lag({
          lag: 40,
          produceRate: 60,
          consumeRate: 62,
          timeToDataLossSeconds: null,
          partitions: partitions(() => ({})),
        }),
      },
    };
    expect(ranked(calm)[0]?.cause).toBe('benign.rebalance');
    expect(confidence(storm, 'benign.rebalance')).toBeLessThan(0.1);
  });
});

describe('rank - confidence comes from the evidence', () => {
  it('without any evidence nothing is clear, and what is missing is said', () => {
    for (const detection of allDetections) {
      const [first] = rank(detection, []);
      expect(first?.confidence === undefined || first.cause === 'unknown' || first.confidence < 0.5).toBe(
        true,
      );
      for (const { missing } of rank(detection, [])) expect(missing.length).toBeGreaterThan(0);
    }
  });

  it('the nearer the loss, the surer', () => {
    const at = (timeToDataLossSeconds: number) =>
      confidence(
        {
          ...edge,
          outputs: {
            read_consumer_lag: lag({ lag: 1200, peakLag: 1200, consumeRate: 5, timeToDataLossSeconds }),
          },
        },
        'topic.retention-edge',
      );
    expect(at(2)).toBeGreaterThan(at(11));
    expect(at(11)).toBeGreaterThan(at(20));
  });

  it('missing evidence lowers it', () => {
    for (const one of [edge, burst, rebalance, skew]) {
      const cause = ranked(one)[0]?.cause;
      if (cause === undefined || cause === 'unknown') throw new Error('no cause');
      for (const tool of Object.keys(one.outputs)) {
        const outputs = Object.fromEntries(Object.entries(one.outputs).filter(([name]) => name !== tool));
        expect(confidence({ ...one, outputs }, cause), `${cause} without ${tool}`).toBeLessThan(
          confidence(one, cause),
        );
      }
    }
  });

  it('an output that is not the tool’s own counts as missing', () => {
    const findings = findingsOf(edge.detection, edge.outputs).map((finding) => ({
      ...finding,
      output: { odd: true },
    }));
    expect(rank(edge.detection, findings)).toEqual(rank(edge.detection, []));
  });

  it('of two answers to one call the newest counts', () => {
    const [stale] = findingsOf(skew.detection, { describe_topics: skewed(0) });
    const fresh = findingsOf(skew.detection, {
      ...skew.outputs,
      describe_topics: { ...skewed(10), observedAt: '2027-01-01T00:00:00.000Z' },
    });
    if (stale === undefined) throw new Error('no finding');
    expect(rank(skew.detection, [stale, ...fresh])).toEqual(rank(skew.detection, [...fresh, stale]));
    expect(rank(skew.detection, [stale, ...fresh])).toEqual(rank(skew.detection, fresh));
  });

  it('experience tips what is undecided and cannot overrule evidence', () => {
    const findings = findingsOf(edge.detection, edge.outputs);
    const often = { 'benign.burst': 1_000_000 };
    expect(rank(edge.detection, [], often)[0]?.confidence).not.toBe(rank(edge.detection, [])[0]?.confidence);
    expect(rank(edge.detection, findings, often)[0]?.cause).toBe('topic.retention-edge');
  });
});

describe('rank - properties', () => {
  it('confidences add up to 1, are sorted, and name every candidate and unknown once', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const hypotheses = ranked(one);
        for (const hypothesis of hypotheses) Hypothesis.parse(hypothesis);
        const sum = hypotheses.reduce((total, hypothesis) => total + hypothesis.confidence, 0);
        expect(sum).toBeCloseTo(1, 9);
        const confidences = hypotheses.map((hypothesis) => hypothesis.confidence);
        expect(confidences).toEqual(confidences.toSorted((a, b) => b - a));
        expect(hypotheses.map(({ cause }) => cause).toSorted()).toEqual(
          [...candidatesFor(one.detection.symptom).map(({ name }) => name), 'unknown'].toSorted(),
        );
      }),
    );
  });

  it('the order of the findings does not matter', () => {
    fc.assert(
      fc.property(anyCase, fc.infiniteStream(fc.nat()), ({ detection, outputs }, keys) => {
        const findings = findingsOf(detection, outputs);
        const shuffled = findings
          .map((finding) => ({ finding, key: keys.next().value ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ finding }) => finding);
        expect(rank(detection, shuffled)).toEqual(rank(detection, findings));
      }),
    );
  });

  it('only cites evidence that was gathered', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const ids = findingsOf(one.detection, one.outputs).map(({ evidence }) => evidence.id);
        for (const { evidenceIds } of ranked(one)) expect(ids).toEqual(expect.arrayContaining(evidenceIds));
      }),
    );
  });
});
