import { runAgent } from '@sremesh/agent';
import { PerceptionConfig } from './config.ts';
import { createPerception } from './perception.ts';

await runAgent({ role: 'perception', config: PerceptionConfig, create: createPerception });
