export type { Agent, AgentContext, CreateAgent } from './agent.ts';
export { parseConfig, readEnvironment } from './config.ts';
export type { Authorize } from './governed/decision.ts';
export { govern } from './governed/govern.ts';
export { logFor } from './logger.ts';
export type { Beginning, Identity, ObtainIdentity } from './identity/identity.ts';
export { runAgent } from './run-agent.ts';
export { version } from './version.ts';
