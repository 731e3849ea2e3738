import { describe, expect, it } from 'vitest';
import type { DriftEntry } from '@sremesh/contracts';
import { detectors } from '@sremesh/diagnosis';
import { at, every } from '../scenes/parts.ts';

describe('config-drift', () => {
  const entry = (differs: Partial<DriftEntry> = {}): DriftEntry => ({
    kind: 'topic',
    name: 'ledger',
    config: 'retention.ms',
    declared: '604800000',
    actual: '14400000',
    ...differs,
  });
  const drift = (entries: (second: number) => DriftEntry[] | null) =>
    detectors['config-drift'](
      every(2, 20, (second) => {
        const found = entries(second);
        return { drift: found === null ? null : { at: at(second), entries: found } };
      }),
    );

  it('tells of a topic that is not as declared at once, since when, and what differs', () => {
    const [found] = drift((second) => (second >= 8 ? [entry()] : []));
    expect(found).toMatchObject({
      symptom: 'config-drift',
      resources: [{ kind: 'topic', name: 'ledger' }],
      since: new Date(at(8)).toISOString(),
      summary: 'Topic "ledger" is not as declared: "retention.ms" is "14400000" instead of "604800000".',
      measures: { driftedConfigs: 1 },
    });
    expect(drift((second) => (second === 20 ? [entry()] : []))).toHaveLength(1);
  });

  it('tells of each topic and broker once, with all that differs, and of what is not set', () => {
    const found = drift(() => [
      entry({ config: 'cleanup.policy', actual: null }),
      entry({ config: 'segment.bytes', declared: null }),
      entry({ kind: 'broker', name: '2' }),
    ]);
    expect(found.map(({ resources, measures }) => [resources, measures['driftedConfigs']])).toEqual([
      [[{ kind: 'topic', name: 'ledger' }], 2],
      [[{ kind: 'broker', name: '2' }], 1],
    ]);
    expect(found[0]?.summary).toContain('"cleanup.policy" is not set instead of "604800000"');
  });

  it('says nothing of what is as declared (again), or of what is not looked at', () => {
    expect(drift(() => [])).toEqual([]);
    expect(drift((second) => (second < 20 ? [entry()] : []))).toEqual([]);
    expect(drift(() => null)).toEqual([]);
    expect(detectors['config-drift']([])).toEqual([]);
  });
});

describe('reassignment-running', () => {
  const moving = (from: number, to: number, topic = 'catalog') =>
    every(1, 30, (second) => ({
      reassignments: {
        at: at(second),
        partitions:
          second >= from && second < to
            ? [0, 1].map((partition) => ({ topic, partition, adding: [3], removing: [1] }))
            : [],
      },
    }));
  const detect = detectors['reassignment-running'];

  it('tells of a topic that is being moved from the first reading on', () => {
    expect(detect(moving(30, 40))).toHaveLength(1);
    expect(detect(moving(12, 40))[0]).toMatchObject({
      resources: [{ kind: 'topic', name: 'catalog' }],
      since: new Date(at(12)).toISOString(),
      summary: '2 partitions of topic "catalog" are being moved to broker 3, for 18 s so far.',
      measures: { partitions: 2, movingSeconds: 18, running: 1 },
    });
  });

  it('tells of one that was moved until just now, and not of one that was before', () => {
    expect(detect(moving(5, 25))[0]?.measures).toMatchObject({ movingSeconds: 20, running: 0 });
    expect(detect(moving(5, 20))).toHaveLength(1);
    expect(detect(moving(5, 19))).toEqual([]);
  });

  it('takes batches that follow each other soon for one move, and others for another', () => {
    const batches = (second: number, end: number) => [
      ...moving(2, 10).slice(0, second),
      ...moving(second, end).slice(second),
    ];
    expect(detect(batches(18, 40))[0]).toMatchObject({ since: new Date(at(2)).toISOString() });
    expect(detect(batches(22, 40))[0]).toMatchObject({ since: new Date(at(22)).toISOString() });
  });

  it('says nothing where nothing is moved, or it cannot be seen', () => {
    expect(detect(moving(40, 50))).toEqual([]);
    expect(detect([...moving(5, 40).slice(0, 29), ...every(1, 0, () => ({ at: at(30) }))])).toEqual([]);
    expect(detect([])).toEqual([]);
  });
});
