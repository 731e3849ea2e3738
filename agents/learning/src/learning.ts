import { Lesson } from '@sremesh/contracts';
import type { Agent, AgentContext } from '@sremesh/agent';
import { recallLessons } from './recall-lessons.ts';
import { writeLesson } from './write-lesson.ts';

/** Learning: keeps what closed incidents taught, and serves it to whoever diagnoses the next. */
export async function createLearning(context: AgentContext<unknown>): Promise<Agent> {
  const lessons = context.mesh.store('lessons', Lesson);
  return {
    tools: { recall_lessons: recallLessons(lessons) },
    work: { write_lesson: writeLesson(context, lessons) },
  };
}
