import { agentRoles, AgentStatus, pageOf } from '@sremesh/contracts';
import { connectApi, readEndpoint } from '../api/endpoint.ts';
import { CliError } from '../cli-error.ts';
import { homeAt } from '../home.ts';
import { runningUp } from '../up/lock.ts';
import type { Environment } from '../up/config.ts';

const Agents = pageOf(AgentStatus);

/** A mesh that does not run is no fault; one that should and does not answer is. */
const runs = async (env: Environment): Promise<boolean> => {
  const home = homeAt(env['SREMESH_HOME'] ?? '.sremesh');
  return (await runningUp(home)) !== undefined && (await readEndpoint(home)) !== undefined;
};

export async function checkApi(env: Environment): Promise<string> {
  if (!(await runs(env))) return 'no mesh runs here';
  const api = await connectApi(env);
  await api.get('/api/v1/agents', Agents);
  return api.url;
}

export async function checkAgents(env: Environment): Promise<string> {
  if (!(await runs(env))) return 'no mesh runs here';
  const { items } = await (await connectApi(env)).get('/api/v1/agents', Agents);
  const missing = agentRoles.filter(
    (role) => !items.some((agent) => agent.role === role && agent.state === 'ready'),
  );
  if (missing.length === 0) return `${agentRoles.length} of ${agentRoles.length} roles are ready`;
  throw new CliError(`not ready: ${missing.join(', ')}`, {
    remedy: `sremesh agents says why; their logs are in ${homeAt(env['SREMESH_HOME'] ?? '.sremesh').logs}`,
  });
}
