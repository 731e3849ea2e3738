import type { Lesson, ToolHandlers } from '@sremesh/contracts';
import type { Store } from '@sremesh/mesh';

/** What earlier incidents of a cause taught this tenant, and how often applying a remedy resolved them. */
export function recallLessons(lessons: Store<Lesson>): NonNullable<ToolHandlers['recall_lessons']> {
  return async ({ cause, limit }, call) => {
    const found: Lesson[] = [];
    for await (const { value } of lessons.entries()) {
      if (value.cause === cause && value.tenant === call.tenant) found.push(value);
    }
    const applied = found.filter((lesson) => lesson.remedies.length > 0);
    return {
      lessons: found.toSorted((a, b) => b.learnedAt.localeCompare(a.learnedAt)).slice(0, limit),
      applied: applied.length,
      resolved: applied.filter((lesson) => lesson.outcome === 'resolved').length,
    };
  };
}
