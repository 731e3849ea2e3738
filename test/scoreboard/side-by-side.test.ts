import { expect, test } from 'vitest';
import { sideBySide } from './side-by-side.ts';

/** Jobs that end when they are told to, and what runs at a moment. */
function stage(keys: readonly string[]) {
  const running = new Set<string>();
  const ends = new Map<string, () => void>();
  const jobs = keys.map((key, index) => ({
    key,
    run: async () => {
      const name = `${key}${index}`;
      running.add(name);
      const { promise, resolve } = Promise.withResolvers<void>();
      ends.set(name, resolve);
      await promise;
      running.delete(name);
      return name;
    },
  }));
  return { jobs, running, end: (name: string) => ends.get(name)?.() };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('side by side - never two of a key, never more than allowed, and all of them', async () => {
  const { jobs, running, end } = stage(['a', 'a', 'b', 'c']);
  const done = sideBySide(jobs, 2);
  await turn();
  expect([...running]).toEqual(['a0', 'b2']);
  end('b2');
  await turn();
  expect([...running]).toEqual(['a0', 'c3']);
  end('a0');
  await turn();
  expect([...running]).toEqual(['c3', 'a1']);
  end('a1');
  end('c3');
  expect((await done).toSorted()).toEqual(['a0', 'a1', 'b2', 'c3']);
});
