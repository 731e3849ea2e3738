/**
 * A governed agent, as a process of its own: the harness, identity, policy and audit that every agent has, around a tool
 * that answers at once.
 */
import { runAgent } from '@sremesh/agent';
import { z } from 'zod';
import { answer } from './answer.ts';

await runAgent({
  role: 'learning',
  config: z.object({}),
  create: async () => ({ tools: { recall_lessons: async () => answer } }),
});
