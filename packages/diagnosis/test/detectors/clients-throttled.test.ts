import { describe, expect, it } from 'vitest';
import type { BrokerMetricsObservation, ClusterObservation } from '@sremesh/contracts';
import { detectors } from '@sremesh/diagnosis';
import { at, every } from '../scenes/parts.ts';

type Throttled = BrokerMetricsObservation['throttled'];
type Request = Throttled[number]['request'];

const detect = detectors['clients-throttled'];
const broker = (id: number, throttled: Throttled): BrokerMetricsObservation => ({
  broker: id,
  throttled,
  failedAuthentications: 0,
  authorizationErrors: [],
  requestMs: [],
  bytesIn: 0,
});
const reading = (second: number, ...brokers: Throttled[]): Partial<ClusterObservation> => ({
  metrics: { at: at(second), brokers: brokers.map((throttled, index) => broker(index + 1, throttled)) },
});
const held = (throttleMs: number, request: Request = 'Produce', clientId = 'camera-1') => ({
  user: 'camera',
  clientId,
  request,
  throttleMs,
});
const throttledBy = (throttleMs: (second: number) => number, to = 30) =>
  detect(every(1, to, (second) => reading(second, [held(throttleMs(second))])));

describe('clients-throttled', () => {
  it('finds a client that is held back much in two readings, since the first of them', () => {
    const [found] = throttledBy((second) => (second >= 29 ? 40 : 0));
    expect(found).toMatchObject({
      symptom: 'clients-throttled',
      resources: [{ kind: 'client', name: 'camera/camera-1' }],
      severity: 1,
      since: new Date(at(29)).toISOString(),
      measures: { throttleMs: 40, throttledSeconds: 1, produce: 1, fetch: 0 },
    });
    expect(throttledBy((second) => (second >= 29 ? 200 : 0))[0]?.severity).toBe(2);
  });

  it('finds one that is held back a little, once that has lasted', () => {
    expect(throttledBy((second) => (second >= 16 ? 6 : 0))).toEqual([]);
    expect(throttledBy((second) => (second >= 15 ? 6 : 0))).toHaveLength(1);
  });

  it('says nothing of a single reading, of what is over, of too little, or with a break in it', () => {
    expect(throttledBy(() => 900, 0)).toEqual([]);
    expect(throttledBy((second) => (second === 30 ? 900 : 0))).toEqual([]);
    expect(throttledBy((second) => (second < 30 ? 900 : 0))).toEqual([]);
    expect(throttledBy(() => 4.9)).toEqual([]);
    expect(throttledBy((second) => (second % 10 === 0 ? 0 : 6), 29)).toEqual([]);
  });

  it('takes the same reading in several sweeps for one, and none for none', () => {
    const stale = reading(0, [held(900)]);
    expect(detect(every(1, 10, () => stale))).toEqual([]);
    expect(detect(every(1, 10, () => ({ metrics: null })))).toEqual([]);
    expect(detect(every(1, 10, (second) => (second < 10 ? stale : { metrics: null })))).toEqual([]);
    expect(detect([])).toEqual([]);
  });

  it('tells of each client by itself, with the worst broker and all of its requests', () => {
    const found = detect(
      every(1, 5, (second) =>
        reading(second, [held(50), held(60, 'Fetch')], [held(300), held(31, 'Request', 'camera-2')]),
      ),
    );
    expect(found.map(({ resources, measures }) => [resources[0]?.name, measures])).toEqual([
      ['camera/camera-1', { throttleMs: 300, throttledSeconds: 5, produce: 1, fetch: 1 }],
      ['camera/camera-2', { throttleMs: 31, throttledSeconds: 5, produce: 0, fetch: 1 }],
    ]);
  });
});
