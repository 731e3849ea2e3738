import { describe, expect, it } from 'vitest';
import type { CauseName } from '@sremesh/contracts';
import { candidatesFor, evidenceToGather, knownCauses, rank } from '@sremesh/diagnosis';
import type { Case } from '../scenes/cases.ts';
import { start } from '../scenes/clock.ts';
import { turnedAway } from '../scenes/ranking/clients.ts';
import { healthOf } from '../scenes/ranking/health.ts';
import { scenesOf } from '../scenes/ranking/index.ts';
import { findingsOf } from '../scenes/readings.ts';

const nothing = { total: 0, nextCursor: null, claim: null };
const names = knownCauses.map(({ name }) => name);
const ranked = ({ detection, outputs }: Case) => rank(detection, findingsOf(detection, outputs));
const told = (one: Case) =>
  ranked(one)
    .slice(0, 3)
    .map(({ cause, confidence, because }) => `${cause} ${confidence.toFixed(3)}: ${because.join(' ')}`)
    .join('\n');
const confidence = (one: Case, cause: CauseName) =>
  ranked(one).find((hypothesis) => hypothesis.cause === cause)?.confidence ?? Number.NaN;

/** Each scene of a cause, and by what it is called. */
const each = (cause: CauseName) =>
  scenesOf(cause).map((scene) => ({ scene, called: `${cause} as ${scene.detection.symptom}` }));

/**
 * What a symptom of one cause looks like where another is behind it: that one's own scene of the symptom, and where it
 * has none, what its scenes read under the detection of the first, without what the detector measured.
 */
const mistakable = ({ detection }: Case, other: CauseName): Case[] => {
  const scenes = scenesOf(other);
  const own = scenes.filter((scene) => scene.detection.symptom === detection.symptom);
  return own.length > 0
    ? own
    : scenes.map(({ outputs }) => ({ detection: { ...detection, measures: {} }, outputs }));
};

describe('ranking - each cause', () => {
  it.each(names)('%s has a scene, of a symptom that it is a candidate of', (name) => {
    expect(scenesOf(name)).not.toEqual([]);
    for (const { detection } of scenesOf(name))
      expect(candidatesFor(detection.symptom).map((cause) => cause.name)).toContain(name);
  });

  it.each(names.flatMap((name) => each(name).map(({ scene, called }) => ({ name, scene, called }))))(
    '$called comes first, clearly, with nothing missing',
    ({ name, scene }) => {
      const [first, second] = ranked(scene);
      expect(first?.cause, told(scene)).toBe(name);
      expect(first?.confidence, told(scene)).toBeGreaterThanOrEqual(0.5);
      expect((first?.confidence ?? 0) - (second?.confidence ?? 0), told(scene)).toBeGreaterThanOrEqual(0.2);
      expect(findingsOf(scene.detection, scene.outputs)).toHaveLength(
        evidenceToGather(scene.detection).length,
      );
    },
  );
});

describe('ranking - look-alikes', () => {
  const pairs = names.flatMap((name) =>
    each(name).flatMap(({ scene, called }) =>
      candidatesFor(scene.detection.symptom)
        .filter((other) => other.name !== name)
        .flatMap((other) =>
          mistakable(scene, other.name).map((instead) => ({ name, called, instead, other: other.name })),
        ),
    ),
  );
  it.each(pairs)('$called is not seen in what $other shows', ({ name, instead }) => {
    expect(ranked(instead)[0]?.cause, told(instead)).not.toBe(name);
  });
});

describe('ranking - failed logins and a group without members', () => {
  it('none speak against a client that is not let in, and for one that is gone', () => {
    expect(confidence(turnedAway([]), 'consumer.down')).toBeGreaterThan(0.9);
    expect(confidence(turnedAway([]), 'client.auth-failed')).toBeLessThan(0.01);
  });

  it('where they cannot be counted, the group is taken to be gone', () => {
    const { detection, outputs } = turnedAway([]);
    const read_broker_health = { ...healthOf(), metrics: false, failedAuthentications: null };
    const [first, second] = ranked({ detection, outputs: { ...outputs, read_broker_health } });
    expect(first?.cause).toBe('consumer.down');
    expect((first?.confidence ?? 0) - (second?.confidence ?? 0)).toBeGreaterThan(0.5);
  });

  it('the more since it was last heard of, the surer; one or two decide nothing at first', () => {
    const of = (failed: number) => confidence(turnedAway([[2, failed]]), 'client.auth-failed');
    const rising = [0, 1, 2, 3, 4, 10].map(of);
    expect(rising).toEqual(rising.toSorted((a, b) => a - b));
    for (const failed of [1, 2]) {
      const [first, second] = ranked(turnedAway([[2, failed]]));
      expect((first?.confidence ?? 0) - (second?.confidence ?? 0)).toBeLessThan(0.2);
      expect(of(failed)).toBeLessThan(0.6);
    }
    expect(of(3)).toBeGreaterThan(0.9);
  });

  it('whoever keeps trying is told by the next looks, and so is who does not', () => {
    const later = (failedLogins: [ago: number, count: number][]) => {
      const { detection, outputs } = turnedAway(failedLogins);
      return { detection: { ...detection, since: new Date(start - 11_000).toISOString() }, outputs };
    };
    expect(
      confidence(
        later([
          [9, 1],
          [7, 1],
          [5, 1],
          [3, 1],
        ]),
        'client.auth-failed',
      ),
    ).toBeGreaterThan(0.9);
    for (const failed of [1, 2])
      expect(confidence(later([[9, failed]]), 'consumer.down')).toBeGreaterThan(0.7);
  });

  it('those of long before count for nothing, and neither do those that fail all the time', () => {
    expect(ranked(turnedAway([[60, 20]]))[0]?.cause).toBe('consumer.down');
    const always = Array.from({ length: 24 }, (_, index): [number, number] => [115 - index * 5, 1]);
    expect(confidence(turnedAway(always), 'consumer.down')).toBeGreaterThan(0.5);
    expect(confidence(turnedAway(always), 'client.auth-failed')).toBeLessThan(0.2);
  });
});

describe('ranking - what is not configured is not missing', () => {
  const none = { observedAt: new Date(start).toISOString(), configured: false, ...nothing };
  const bare = (scene: Case): Case => ({
    ...scene,
    outputs: {
      ...scene.outputs,
      list_schemas: { ...none, subjects: [] },
      list_connectors: { ...none, connectors: [] },
    },
  });
  it.each(['consumer.down', 'consumer.slow', 'consumer.poison-pill'] as const)(
    '%s is as sure without a schema registry',
    (name) => {
      for (const scene of scenesOf(name)) {
        expect(ranked(bare(scene)).flatMap(({ missing }) => missing)).toEqual([]);
        expect(confidence(bare(scene), name)).toBeCloseTo(confidence(scene, name), 1);
      }
    },
  );

  it('speaks slightly against the causes that it would show, and says why', () => {
    const [, inGroup] = scenesOf('connector.task-failed');
    if (inGroup === undefined) throw new Error('no scene');
    for (const [cause, said] of [
      ['schema.incompatible', 'Against: No schema registry is configured.'],
      ['connector.task-failed', 'Against: No Kafka Connect is configured.'],
    ]) {
      const found = ranked(bare(inGroup)).find((hypothesis) => hypothesis.cause === cause);
      expect(found?.because).toEqual([said]);
      expect(found?.confidence).toBeGreaterThan(0);
      expect(found?.confidence).toBeLessThan(0.1);
    }
  });
});
