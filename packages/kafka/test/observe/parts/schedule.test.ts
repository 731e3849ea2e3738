import { MeshError } from '@sremesh/contracts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { complete, type Part, type Reading } from '../../../src/observe/parts/part.ts';
import { schedule } from '../../../src/observe/parts/schedule.ts';

interface Value {
  at: number;
  n: number;
}
const context = { brokers: [], topics: [] };
const part = (read: () => Promise<Reading<Value>>, options: Partial<Part<Value>> = {}): Part<Value> => ({
  everyMs: 1000,
  timeoutMs: 500,
  shared: true,
  read,
  ...options,
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('schedule - reads when it is due, and not before', async () => {
  const read = vi.fn<() => Promise<Reading<Value>>>(async () => complete({ at: Date.now(), n: 1 }));
  const reading = schedule(part(read));
  expect(reading.latest()).toEqual({ value: null, hidden: null });
  await reading.begin(context);
  await reading.begin(context);
  expect(read).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1000);
  await reading.begin(context);
  expect(read).toHaveBeenCalledTimes(2);
});

it('schedule - an equal reading is the same object where it is shared', async () => {
  for (const shared of [true, false]) {
    let n = 1;
    const reading = schedule(part(async () => complete({ at: performance.now(), n }), { shared }));
    const next = async () => {
      vi.advanceTimersByTime(1000);
      await reading.begin(context);
      return reading.latest().value;
    };
    const first = await next();
    expect((await next()) === first).toBe(shared);
    n = 2;
    expect(await next()).toMatchObject({ n: 2 });
  }
});

it('schedule - a reading that hangs ends in time, says so, and no other begins beside it', async () => {
  const answers = [Promise.resolve(complete({ at: 0, n: 1 })), new Promise<Reading<Value>>(() => undefined)];
  const read = vi.fn<() => Promise<Reading<Value>>>(async () => answers.shift() ?? complete({ at: 0, n: 2 }));
  const reading = schedule(part(read));
  await reading.begin(context);
  await vi.advanceTimersByTimeAsync(1000);
  const hanging = reading.begin(context);
  await vi.advanceTimersByTimeAsync(500);
  await hanging;
  expect(reading.latest()).toEqual({ value: { at: 0, n: 1 }, hidden: 'no answer within 500 ms' });
  await vi.advanceTimersByTimeAsync(10_000);
  await reading.begin(context);
  expect(read).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(20_000);
  await reading.begin(context);
  expect(reading.latest()).toEqual({ value: { at: 0, n: 2 }, hidden: null });
});

it('schedule - a failure leaves the last value for a minute, a refusal does not', async () => {
  const failures = {
    MESH_KAFKA_UNREACHABLE: { value: { at: 0, n: 1 }, hidden: 'why' },
    MESH_KAFKA_REFUSED: { value: null, hidden: 'why' },
  } as const;
  for (const code of ['MESH_KAFKA_UNREACHABLE', 'MESH_KAFKA_REFUSED'] as const) {
    let works = true;
    const reading = schedule(
      part(async () => {
        if (works) return complete({ at: 0, n: 1 });
        throw new MeshError(code, 'why');
      }),
    );
    await reading.begin(context);
    works = false;
    vi.advanceTimersByTime(1000);
    await reading.begin(context);
    expect(reading.latest()).toEqual(failures[code]);
    vi.advanceTimersByTime(61_000);
    await reading.begin(context);
    expect(reading.latest()).toEqual({ value: null, hidden: 'why' });
  }
});
