import { describe, expect, it } from 'vitest';
import { detectors } from '@sremesh/diagnosis';
import { at, every } from '../scenes/parts.ts';

describe('disk-filling', () => {
  const disk = (usable: (second: number) => number) =>
    detectors['disk-filling'](
      every(2, 30, (second) => ({
        logDirs: {
          at: at(second),
          dirs: [{ broker: 1, path: '/d', totalBytes: 1e9, usableBytes: usable(second), error: null }],
        },
      })),
    );

  it('finds one that is nearly full, or will be within minutes, with the interval of the forecast', () => {
    expect(disk(() => 1e8)).toHaveLength(1);
    const [soon] = disk((second) => 4e8 - second * 2e6);
    expect(soon?.resources).toEqual([{ kind: 'log-dir', name: '1:/d' }]);
    expect(soon?.measures).toMatchObject({ fullInSeconds: 170, fullEarliestSeconds: 170 });
  });

  it('says nothing of one that fills slowly, or has much room', () => {
    expect(disk((second) => 4e8 - second * 1e4)).toEqual([]);
    expect(disk((second) => 9e8 - second * 2e6)).toEqual([]);
  });
});

describe('connector-failed', () => {
  type States = [connector: string, task: string];
  const connector = (states: (second: number) => States | null) =>
    detectors['connector-failed'](
      every(2, 20, (second) => {
        const found = states(second);
        if (found === null) return { connectors: null };
        const [state, task] = found;
        const tasks = [{ id: 0, state: task, workerId: 'w', trace: task === 'FAILED' ? 'X: no JSON' : null }];
        return {
          connectors: { at: at(second), connectors: [{ name: 'c', type: 'sink' as const, state, tasks }] },
        };
      }),
    );

  it('finds one that failed and one whose task did, since when and why', () => {
    const [found] = connector((second) => ['RUNNING', second < 8 ? 'RUNNING' : 'FAILED']);
    expect(found).toMatchObject({
      resources: [{ kind: 'connector', name: 'c' }],
      since: new Date(at(8)).toISOString(),
      summary: 'Connector "c" is "RUNNING"; 1 of its 1 task failed: "X: no JSON".',
      measures: { tasks: 1, failedTasks: 1 },
    });
    expect(connector(() => ['FAILED', 'RUNNING'])[0]?.measures).toMatchObject({ failedTasks: 0 });
  });

  it.each(['PAUSED', 'STOPPED', 'UNASSIGNED', 'RESTARTING'])('says nothing of one that is %s', (state) => {
    expect(connector(() => [state, state])).toEqual([]);
  });

  it('says nothing of one that was restarted, or where nobody can be asked', () => {
    expect(connector((second) => ['RUNNING', second < 20 ? 'FAILED' : 'RUNNING'])).toEqual([]);
    expect(connector((second) => (second < 20 ? ['FAILED', 'FAILED'] : null))).toEqual([]);
  });
});

describe('quorum-leader-changed', () => {
  it('waits until it is plain whether a broker was lost', () => {
    const window = every(1, 10, (second) => ({
      quorum: { at: at(second), leaderId: second < 3 ? 1 : 2, leaderEpoch: second < 3 ? 4 : 5 },
    }));
    expect(detectors['quorum-leader-changed'](window.slice(0, 5))).toEqual([]);
    expect(detectors['quorum-leader-changed'](window)[0]?.measures).toMatchObject({ fromLeader: 1 });
  });
});

describe('schema-incompatible', () => {
  type Fits = { backward: boolean; forward: boolean; messages: string[] } | null;
  const version = (fits: Fits, from: number, { to = 10, looks = true } = {}) =>
    detectors['schema-incompatible'](
      every(2, to, (second) => {
        const isNew = second >= from;
        const subject = {
          subject: 'a-value',
          version: isNew ? 2 : 1,
          id: 1,
          seenAt: isNew ? at(from) : at(0),
          compatibleWithPrevious: isNew ? fits : null,
        };
        return { schemas: looks ? { at: at(second), subjects: [subject] } : null };
      }),
    );
  const breaks = { backward: true, forward: false, messages: ['a: another type'] };

  it('finds one that came in sight, by its subject', () => {
    expect(version(breaks, 4)[0]).toMatchObject({
      resources: [{ kind: 'subject', name: 'a-value' }],
      since: new Date(at(4)).toISOString(),
      measures: { version: 2, backward: 1 },
    });
  });

  it('says nothing of one that old readers can read, even where new ones cannot read what is old', () => {
    expect(version({ ...breaks, forward: true }, 4)).toEqual([]);
    expect(version({ backward: false, forward: true, messages: ['b'] }, 4)).toEqual([]);
    expect(version(null, 4)).toEqual([]);
  });

  it('says nothing of one that was there before, is no news any more, or cannot be looked at', () => {
    expect(version(breaks, 0)).toEqual([]);
    expect(version(breaks, 4, { to: 600 })).toHaveLength(1);
    expect(version(breaks, 4, { to: 606 })).toEqual([]);
    expect(version(breaks, 4, { looks: false })).toEqual([]);
    expect(version(breaks, 4, { to: 2 })).toEqual([]);
  });
});
