import { z } from 'zod';
import { defineTool, desiredState } from './tool.ts';
import { IncidentId } from '../tenant.ts';

export const writeLesson = defineTool({
  name: 'write_lesson',
  title: 'Write a lesson',
  description: 'Reads a closed incident from its events and keeps what it taught.',
  server: 'learning',
  delivery: 'work',
  annotations: desiredState,
  input: z.object({ incident: IncidentId }),
  output: z.object({ lessonId: z.string() }),
});
