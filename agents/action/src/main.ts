import { runAgent } from '@sremesh/agent';
import { createAction } from './action.ts';
import { ActionConfig } from './config.ts';

await runAgent({ role: 'action', config: ActionConfig, create: createAction });
