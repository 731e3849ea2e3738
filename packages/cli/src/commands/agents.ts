import { AgentStatus, pageOf } from '@sremesh/contracts';
import { connectApi } from '../api/endpoint.ts';
import { duration, megabytes } from '../render/numbers.ts';
import { plain } from '../render/plain.ts';
import { table } from '../render/table.ts';
import type { AddCommand } from './command.ts';

export const addAgents: AddCommand = (program, { env, terminal }) => {
  program
    .command('agents')
    .description('the agents of the mesh, live')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const api = await connectApi(env);
      const page = await api.get('/api/v1/agents', pageOf(AgentStatus));
      if (json === true) return terminal.out(JSON.stringify(page));
      const rows = page.items.map((agent) => [
        plain(agent.role),
        agent.stateReason === null ? agent.state : `${agent.state}: ${plain(agent.stateReason, 60)}`,
        String(agent.pid),
        plain(agent.host),
        duration(Date.now() - Date.parse(agent.startedAt)),
        megabytes(agent.rssBytes),
        String(agent.work),
      ]);
      for (const line of table(['role', 'state', 'pid', 'host', 'up for', 'rss', 'work'], rows))
        terminal.out(line);
    });
};
