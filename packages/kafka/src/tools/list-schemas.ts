import type { SubjectObservation } from '@sremesh/contracts';
import { mapAtOnce } from '../http/at-once.ts';
import type { ReadTool, ReadToolDeps } from './deps.ts';
import { pageOf } from './paging.ts';

const levelsAtOnce = 8;

/** Compatibility levels are read for the page alone. */
export const listSchemas =
  ({ sources: { registry }, window, results }: ReadToolDeps): ReadTool<'list_schemas'> =>
  async ({ subject: prefix = '', onlyIncompatible, limit, cursor }) => {
    const observedAt = new Date().toISOString();
    if (registry === null)
      return { observedAt, configured: false, subjects: [], total: 0, nextCursor: null, claim: null };
    const matching = (await registry.subjects()).filter(
      ({ subject, compatibleWithPrevious: fits }) =>
        subject.startsWith(prefix) &&
        (!onlyIncompatible || (fits !== null && !(fits.backward && fits.forward))),
    );
    const swept = new Map(
      window
        .observations()
        .at(-1)
        ?.schemas?.subjects.map((seen) => [seen.subject, seen]),
    );
    const row = (
      { subject, version, id, compatibleWithPrevious }: SubjectObservation,
      compatibility: string | null,
    ) => {
      const seen = swept.get(subject);
      const seenAt = seen?.version === version ? new Date(seen.seenAt).toISOString() : null;
      return { subject, version, id, compatibility, seenAt, compatibleWithPrevious };
    };
    const { items, ...page } = await pageOf(matching, {
      tool: 'list_schemas',
      observedAt,
      limit,
      cursor,
      results,
      keyOf: ({ subject }) => [subject],
      whole: (all) => all.map((each) => row(each, null)),
    });
    const subjects = await mapAtOnce(items, levelsAtOnce, async (each) =>
      row(each, await registry.level(each.subject).catch(() => null)),
    );
    return { observedAt, configured: true, subjects, ...page };
  };
