import { runAgent } from '@sremesh/agent';
import { ReasoningConfig } from './config.ts';
import { createReasoning } from './reasoning.ts';

await runAgent({ role: 'reasoning', config: ReasoningConfig, create: createReasoning });
