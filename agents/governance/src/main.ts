import { runAgent } from '@sremesh/agent';
import { GovernanceConfig } from './config.ts';
import { createGovernance } from './governance.ts';
import { ownIdentity } from './own-identity.ts';

await runAgent({
  role: 'governance',
  config: GovernanceConfig,
  create: createGovernance,
  identity: ownIdentity,
});
