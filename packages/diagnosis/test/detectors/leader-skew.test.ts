import { describe, expect, it } from 'vitest';
import { Detection } from '@sremesh/contracts';
import { detect as detectAll, detectors } from '@sremesh/diagnosis';
import { start } from '../scenes/clock.ts';
import { ledLike, twelve, type Leaders } from '../scenes/leaders.ts';

const detect = detectors['leader-skew'];
const lasting = (leaders: Leaders, to = 5) =>
  detect(Array.from({ length: to + 1 }, (_, second) => ledLike(leaders, second)));

const balanced: Leaders = { partitions: twelve() };
const skewed: Leaders = { partitions: twelve([3]) };
const broker3Down: Leaders = {
  up: [1, 2],
  partitions: twelve([3]).map(([leader, replicas]) => [leader, replicas, replicas.filter((id) => id !== 3)]),
};

describe('leader-skew - a broker is back and leads nothing', () => {
  it('is found, naming the broker first and then the cluster', () => {
    const [detection, ...others] = lasting(skewed);
    expect(others).toEqual([]);
    expect(Detection.parse(detection)).toEqual(detection);
    expect(detection).toMatchObject({
      severity: 2,
      resources: [
        { kind: 'broker', name: '3' },
        { kind: 'cluster', name: 'test' },
      ],
      measures: { worstImbalanceRatio: 1, misplacedLeaders: 4, skewedBrokers: 1 },
    });
  });

  it('waits for a second sweep, and counts from the first', () => {
    const window = [0, 1, 2].map((second) => ledLike(broker3Down, second));
    expect(detect([...window, ledLike(skewed, 3)])).toEqual([]);
    expect(detect([...window, ledLike(skewed, 3), ledLike(skewed, 3.2)])).toEqual([]);
    const [detection] = detect([...window, ledLike(skewed, 3), ledLike(skewed, 4)]);
    expect(detection?.since).toBe(new Date(start + 3000).toISOString());
  });

  it('names every broker that lacks its leaders, the worst first', () => {
    const partitions = twelve([3]).map((partition, index): Leaders['partitions'][number] =>
      index === 0 ? [2, [1, 2, 3]] : partition,
    );
    const names = lasting({ partitions })[0]?.resources.map(({ name }) => name);
    expect(names).toEqual(['3', '1', 'test']);
  });

  it('starts counting anew when the skew was gone in between', () => {
    const window = [ledLike(skewed, 0), ledLike(skewed, 1), ledLike(balanced, 2), ledLike(skewed, 3)];
    expect(detect(window)).toEqual([]);
  });
});

describe('leader-skew - after a return', () => {
  const catchingUp: Leaders = {
    // It is in sync on its own partitions first, and on those of broker 1 last.
    partitions: twelve([3]).map(([leader, replicas]) => [
      leader,
      replicas,
      replicas.filter((id) => id !== 3 || replicas[0] !== 1),
    ]),
  };
  const absent = (second: number) => ({ ...ledLike(broker3Down, second), absentBrokers: [3] });
  const window = [
    ...[0, 1, 2, 3].map((second) => ledLike(balanced, second)),
    ...[4, 5, 6, 7].map(absent),
    ...[8, 9, 10, 11].map((second) => ledLike(catchingUp, second)),
    ...[12, 13, 14].map((second) => ledLike(skewed, second)),
  ];
  const symptoms = (end: number) => detectAll(window.slice(0, end)).map(({ symptom }) => symptom);

  it('is told of within two sweeps of the last replica being in sync, beside the absence', () => {
    expect([12, 13].map(symptoms)).toEqual([['broker-absent'], ['broker-absent']]);
    expect(new Set(symptoms(14))).toEqual(new Set(['broker-absent', 'leader-skew']));
    const [detection] = detect(window);
    expect(detection?.since).toBe(new Date(start + 8000).toISOString());
  });

  it('is not while the leaders come back by themselves', () => {
    const back = [...window.slice(0, 13), ledLike(balanced, 13), ledLike(balanced, 14)];
    for (let end = 1; end <= back.length; end += 1) expect(detect(back.slice(0, end))).toEqual([]);
  });
});

describe('leader-skew - no false alarm', () => {
  it('says nothing of a balanced cluster', () => expect(lasting(balanced)).toEqual([]));

  it('says nothing while a broker is missing', () => {
    expect(lasting(broker3Down)).toEqual([]);
    expect(lasting({ ...skewed, up: [1, 3] })).toEqual([]);
  });

  it('does not count a preferred leader that is not in sync yet', () => {
    const partitions = twelve([3]).map(([leader, replicas]): Leaders['partitions'][number] => {
      return [leader, replicas, replicas.filter((id) => id !== 3)];
    });
    expect(lasting({ partitions })).toEqual([]);
  });

  it('does not count partitions without a leader', () => {
    const partitions = twelve().map(([, replicas]): Leaders['partitions'][number] => [-1, replicas]);
    expect(lasting({ partitions })).toEqual([]);
  });

  it('tolerates what Kafka tolerates: less than a tenth', () => {
    const many = Array.from({ length: 11 }, (): Leaders['partitions'][number] => [1, [1, 2, 3]]);
    expect(lasting({ partitions: [...many, [2, [1, 2, 3]]] })).toEqual([]);
    expect(lasting({ partitions: [...many.slice(2), [2, [1, 2, 3]]] })).toHaveLength(1);
  });
});
