import { describe, expect, it } from 'vitest';
import type { ClusterObservation } from '@sremesh/contracts';
import { detectors } from '@sremesh/diagnosis';
import { start } from '../scenes/clock.ts';
import { quiet } from '../scenes/flow.ts';

const every = (seconds: number, to: number, part: (second: number) => Partial<ClusterObservation>) =>
  Array.from({ length: Math.floor(to / seconds) + 1 }, (_, index) => ({
    ...quiet,
    at: start + index * seconds * 1000,
    ...part(index * seconds),
  }));
const at = (second: number) => start + second * 1000;

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
  const connector = (state: string, task: string) =>
    detectors['connector-failed'](
      every(2, 4, (second) => ({
        connectors: {
          at: at(second),
          connectors: [
            { name: 'c', type: 'sink', state, tasks: [{ id: 0, state: task, workerId: 'w', trace: null }] },
          ],
        },
      })),
    );

  it('finds a failed task, and says nothing of a connector that was paused', () => {
    expect(connector('RUNNING', 'FAILED')).toHaveLength(1);
    expect(connector('PAUSED', 'PAUSED')).toEqual([]);
  });
});

describe('quorum-leader-changed', () => {
  it('waits until it is plain whether a broker was lost', () => {
    const window = every(1, 10, (second) => ({
      quorum: { at: at(second), leaderId: second < 3 ? 1 : 2, leaderEpoch: second < 3 ? 4 : 5 },
    }));
    expect(detectors['quorum-leader-changed'](window.slice(0, 7))).toEqual([]);
    expect(detectors['quorum-leader-changed'](window)[0]?.measures).toMatchObject({ fromLeader: 1 });
  });
});

describe('schema-incompatible', () => {
  const version = (forward: boolean, from: number) =>
    detectors['schema-incompatible'](
      every(2, 10, (second) => ({
        schemas: {
          at: at(second),
          subjects: [
            {
              subject: 'a-value',
              version: second < from ? 1 : 2,
              id: 1,
              seenAt: second < from ? start : at(from),
              compatibleWithPrevious: second < from ? null : { backward: true, forward, messages: [] },
            },
          ],
        },
      })),
    );

  it('finds one that came in sight, and none that is compatible or was there before', () => {
    expect(version(false, 4)).toHaveLength(1);
    expect(version(true, 4)).toEqual([]);
    expect(version(false, 0)).toEqual([]);
  });
});
