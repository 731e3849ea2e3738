import { expect, test } from 'vitest';
import { hedged, within } from '../../src/client/hedge.ts';

const never = new Promise<string>(() => undefined);

test('hedged - asks nobody else where the answer, or the failure, comes in time', async () => {
  const again = () => Promise.reject(new Error('asked again'));
  expect(await hedged(Promise.resolve('a'), 10_000, again)).toEqual({ answer: 'a', hedged: false });
  await expect(hedged(Promise.reject(new Error('no')), 10_000, again)).rejects.toThrow('no');
});

test('hedged - takes the first answer of two, whoever gives it', async () => {
  expect(await hedged(never, 1, () => Promise.resolve('b'))).toEqual({ answer: 'b', hedged: true });
  const { promise, resolve } = Promise.withResolvers<string>();
  const again = () => {
    resolve('a');
    return never;
  };
  expect(await hedged(promise, 1, again)).toEqual({ answer: 'a', hedged: false });
});

test('hedged - fails only when both have', async () => {
  const { promise, reject } = Promise.withResolvers<string>();
  const again = () => {
    reject(new Error('first'));
    return Promise.reject(new Error('second'));
  };
  await expect(hedged(promise, 1, again)).rejects.toBeInstanceOf(AggregateError);
});

test('within - gives up what is late, and only that', async () => {
  await expect(within(never, 1, () => new Error('late'))).rejects.toThrow('late');
  expect(await within(Promise.resolve(1), 10_000, () => new Error('late'))).toBe(1);
});
