import { expect, test } from 'vitest';
import { controls } from '../../src/controls/index.ts';
import { faults } from '../../src/faults/index.ts';

const seeds = Array.from({ length: 25 }, (_, seed) => seed);
const all = [...faults, ...controls];

/** The names of one kind among the options of all variants of all seeds. */
const named = (option: string): string[] =>
  all.flatMap((each) =>
    seeds.flatMap((seed) =>
      each.variants(seed).flatMap(({ options }) => {
        const value: unknown = Object.entries(options).find(([name]) => name === option)?.[1];
        return typeof value === 'string' ? [value] : [];
      }),
    ),
  );

test.each(all)('seed - $name has at least three variants, and the same ones for the same seed', (each) => {
  const labels = each.variants(7).map(({ label }) => label);
  expect(labels.length).toBeGreaterThanOrEqual(3);
  expect(new Set(labels).size).toBe(labels.length);
  expect(each.variants(7)).toEqual(each.variants(7));
  expect(each.variants(7)).not.toEqual(each.variants(8));
});

test('seed - topics are legal, and no two variants of any seed have the same', () => {
  const topics = named('topic');
  expect(topics.length).toBeGreaterThan(500);
  for (const topic of topics) expect(topic).toMatch(/^(?!\.{1,2}$)(?!__)[\w.-]{1,249}$/);
  // Kafka takes names for the same that differ only in this.
  expect(new Set(topics.map((topic) => topic.replaceAll('.', '_'))).size).toBe(topics.length);
  expect(topics.some((topic) => topic.length > 200)).toBe(true);
  expect(topics.some((topic) => topic.startsWith('-'))).toBe(true);
});

test('seed - groups are of all sorts, none twice, and none begins where the authorizer of Kafka hangs', () => {
  const groups = named('group');
  expect(new Set(groups).size).toBe(groups.length);
  expect(groups.some((group) => /\p{Script=Cyrillic}/u.test(group))).toBe(true);
  expect(groups.some((group) => group.includes('/'))).toBe(true);
  for (const group of groups) expect(group >= '*').toBe(true);
});
