import {
  fold,
  isClosed,
  MeshError,
  type FoldState,
  type Lesson,
  type WorkHandlers,
} from '@sremesh/contracts';
import { logFor, type AgentContext } from '@sremesh/agent';
import type { Store } from '@sremesh/mesh';
import { lessonOf } from './lesson.ts';

/** Reads the incident back from the event log and keeps its lesson; run twice it is written once. */
export function writeLesson(
  context: AgentContext<unknown>,
  lessons: Store<Lesson>,
): NonNullable<WorkHandlers['write_lesson']> {
  return async ({ incident }, work) => {
    let state: FoldState | undefined;
    let closedAt: string | undefined;
    for await (const { event } of context.mesh.events({ signal: work.signal, incident, follow: false })) {
      state = fold(state, event);
      if (closedAt === undefined && state !== undefined && isClosed(state.incident.status))
        closedAt = event.at;
    }
    const lesson =
      state === undefined || closedAt === undefined ? undefined : lessonOf(state.incident, closedAt);
    if (lesson === undefined) {
      throw new MeshError('MESH_CONFLICT', `${incident} is not closed in the event log yet`);
    }
    await createOnce(lessons, lesson);
    await context.mesh.emit('learned', { lessonId: lesson.id }, { incident, tenant: work.tenant });
    logFor(context.log, work).info(
      { lesson: lesson.id, cause: lesson.cause, outcome: lesson.outcome },
      'lesson written',
    );
  };
}

async function createOnce(lessons: Store<Lesson>, lesson: Lesson): Promise<void> {
  try {
    await lessons.create(lesson.id, lesson);
  } catch (error) {
    if (!(error instanceof MeshError && error.code === 'MESH_CONFLICT')) throw error;
  }
}
