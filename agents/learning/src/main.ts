import { runAgent } from '@sremesh/agent';
import { LearningConfig } from './config.ts';
import { createLearning } from './learning.ts';

await runAgent({ role: 'learning', config: LearningConfig, create: createLearning });
