import { Lesson } from '@sremesh/contracts';
import type { Agent, AgentContext } from '@sremesh/agent';
import type { LearningConfig } from './config.ts';
import { recallLessons } from './recall-lessons.ts';
import { fetchRunbookSection, readRunbooks } from './runbooks.ts';
import { writeLesson } from './write-lesson.ts';

/** Learning: keeps what closed incidents taught, and serves it, with the runbooks, to whoever diagnoses the next. */
export async function createLearning(context: AgentContext<LearningConfig>): Promise<Agent> {
  const runbooks = await readRunbooks(context.config.SREMESH_RUNBOOKS_DIR);
  const lessons = context.mesh.store('lessons', Lesson);
  return {
    tools: { recall_lessons: recallLessons(lessons), fetch_runbook_section: fetchRunbookSection(runbooks) },
    work: { write_lesson: writeLesson(context, lessons) },
  };
}
