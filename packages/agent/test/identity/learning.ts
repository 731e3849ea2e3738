import { runAgent } from '@sremesh/agent';
import { z } from 'zod';

/** A learning agent that does nothing but be there, as a process of its own. */
await runAgent({ role: 'learning', config: z.object({}), create: async () => ({}) });
