import { Incident, pageOf } from '@sremesh/contracts';
import { connectApi } from '../api/endpoint.ts';
import type { ApiClient } from '../api/client.ts';
import { incidentLines } from '../render/incident.ts';
import { plain } from '../render/plain.ts';
import { table } from '../render/table.ts';
import type { AddCommand } from './command.ts';

interface Options {
  status?: string;
  limit?: string;
  json?: boolean;
}

export const addIncidents: AddCommand = (program, { env, terminal }) => {
  program
    .command('incidents')
    .argument('[id]', 'show one, with its evidence and steps')
    .description('incidents, newest first')
    .option('--status <status>', 'only these; commas between')
    .option('--limit <n>', 'at most so many')
    .option('--json', 'as JSON')
    .action(async (id: string | undefined, { status, limit, json }: Options) => {
      const api = await connectApi(env);
      if (id !== undefined) {
        const incident = await api.get(`/api/v1/incidents/${encodeURIComponent(id)}`, Incident);
        if (json === true) return terminal.out(JSON.stringify(incident));
        for (const line of incidentLines(incident, terminal.style)) terminal.out(line);
        return undefined;
      }
      const page = await list(api, { status, limit });
      if (json === true) return terminal.out(JSON.stringify(page));
      if (page.items.length === 0) return terminal.note('no incidents');
      const rows = page.items.map((incident) => [
        plain(incident.id),
        incident.status,
        incident.cause ?? '-',
        incident.openedAt,
        plain(incident.resources.map(({ name }) => name).join(', '), 60),
      ]);
      for (const line of table(['id', 'status', 'cause', 'opened', 'resources'], rows)) terminal.out(line);
      return undefined;
    });
};

function list(api: ApiClient, query: Record<string, string | undefined>) {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return api.get(`/api/v1/incidents?${new URLSearchParams(given).toString()}`, pageOf(Incident));
}
