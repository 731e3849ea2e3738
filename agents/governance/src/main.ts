import { runAgent } from '@sremesh/agent';
import { GovernanceConfig } from './config.ts';
import { createGovernance } from './governance.ts';

await runAgent({ role: 'governance', config: GovernanceConfig, create: createGovernance });
