import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pageOf, type SortKey } from '../../src/tools/paging.ts';

const listing = { tool: 'list_topics', observedAt: 'now', results: null } as const;

const lists = fc.oneof(
  fc.uniqueArray(
    fc.string({ unit: 'binary', maxLength: 12 }).map((text): SortKey => [text]),
    {
      selector: ([text]) => text,
    },
  ),
  fc.uniqueArray(fc.tuple(fc.integer(), fc.string({ maxLength: 3 })), { selector: (key) => key.join('/') }),
);

test('pageOf - pages are the sorted list, in every size, whatever is in the keys', async () => {
  await fc.assert(
    fc.asyncProperty(lists, fc.integer({ min: 1, max: 7 }), async (keys: readonly SortKey[], limit) => {
      const whole = await pageOf(keys, { ...listing, limit: 1000, keyOf: (key) => key });
      const seen: SortKey[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page = await pageOf(keys, {
          ...listing,
          limit,
          cursor: cursor ?? undefined,
          keyOf: (key) => key,
        });
        expect(page.total).toBe(keys.length);
        seen.push(...page.items);
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(whole.items);
    }),
  );
});

test('pageOf - a cursor of another order is refused', async () => {
  const items = [
    { name: 'a', lag: 1 },
    { name: 'b', lag: 2 },
  ];
  const byName = await pageOf(items, { ...listing, limit: 1, keyOf: ({ name }) => [name] });
  const cursor = byName.nextCursor ?? '';
  const byLag = pageOf(items, { ...listing, limit: 1, cursor, keyOf: ({ lag, name }) => [-lag, name] });
  await expect(byLag).rejects.toMatchObject({
    code: 'MESH_TOOL_FAILED',
    message: expect.stringMatching(/^cursor: /),
  });
});
