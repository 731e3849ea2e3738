import type { ToolName } from '@sremesh/contracts';
import type { ResultStore } from '../results/result-store.ts';
import { foreignCursor, readCursor, writeCursor } from './cursor.ts';

/** What an item is ordered by, ascending, first part first; strings by code unit. No two items may have the same. */
export type SortKey = readonly (string | number)[];

/** One page of a listing. */
export interface Page<T> {
  items: T[];
  /** On this page and the others. */
  total: number;
  nextCursor: string | null;
  claim: string | null;
}

/** What a listing tool was asked, and what its claim is kept by. */
export interface Listing<T> {
  tool: ToolName;
  observedAt: string;
  limit: number;
  cursor?: string | undefined;
  results: ResultStore | null;
  keyOf: (item: T) => SortKey;
  /** All items as `fetch_result` is to show them, where that is not as they are here. */
  whole?: (items: readonly T[]) => readonly unknown[];
}

/**
 * Sorts items by their keys and takes the page behind the cursor. An item that goes or comes meanwhile moves no other
 * one, because a cursor holds the key of the last item shown. The whole is kept only for a first page that does not have
 * it. Throws MESH_TOOL_FAILED for a cursor of another listing.
 */
export async function pageOf<T>(items: readonly T[], listing: Listing<T>): Promise<Page<T>> {
  const { tool, observedAt, limit, cursor, results, keyOf, whole = (all) => all } = listing;
  const sorted = items
    .map((item) => ({ item, key: keyOf(item) }))
    .toSorted((a, b) => compareKeys(a.key, b.key));
  const after = cursor === undefined ? null : readCursor(tool, cursor);
  if (after !== null && sorted[0] !== undefined && !sameShape(after, sorted[0].key))
    throw foreignCursor(tool);
  const start = after === null ? 0 : sorted.findIndex(({ key }) => compareKeys(key, after) > 0);
  const shown = start === -1 ? [] : sorted.slice(start, start + limit);
  const last = shown.at(-1);
  const more = last !== undefined && last !== sorted.at(-1);
  const keeps = results !== null && after === null && more;
  return {
    items: shown.map(({ item }) => item),
    total: items.length,
    nextCursor: more ? writeCursor(tool, last.key) : null,
    claim: keeps
      ? await results.put({ tool, observedAt, items: whole(sorted.map(({ item }) => item)) })
      : null,
  };
}

const sameShape = (a: SortKey, b: SortKey): boolean =>
  a.length === b.length && a.every((part, index) => typeof part === typeof b[index]);

function compareKeys(a: SortKey, b: SortKey): number {
  for (const [index, part] of a.entries()) {
    const other = b[index];
    if (other === undefined || part === other) continue;
    return part < other ? -1 : 1;
  }
  return 0;
}
