import { AgentStatus, pageOf, tools } from '@sremesh/contracts';
import { connectApi } from '../api/endpoint.ts';
import { prove } from '../api/prove.ts';
import { readSigner } from '../api/signer.ts';
import { duration, megabytes } from '../render/numbers.ts';
import { plain } from '../render/plain.ts';
import { table } from '../render/table.ts';
import { keyOption, type AddCommand, type CommandContext } from './command.ts';

interface RevokeOptions {
  why: string;
  key?: string;
}

export const addAgents: AddCommand = (program, context) => {
  const agents = program
    .command('agents')
    .description('the agents of the mesh, live')
    .option('--json', 'as JSON')
    .action(({ json }: { json?: boolean }) => list(json === true, context));
  agents
    .command('revoke')
    .argument('<instance>', 'as `sremesh agents` shows it')
    .description('take its identity from one agent; its supervisor may start it anew with another')
    .requiredOption('--why <reason>', 'kept with the record')
    .option(...keyOption)
    .option('--json', 'as JSON')
    .action((instance: string, options: RevokeOptions) =>
      // `--json` is an option of `agents` too, and commander gives it to the one it finds first.
      revoke(instance, { ...options, json: agents.opts<{ json?: boolean }>().json === true }, context),
    );
};

async function list(json: boolean, { env, terminal }: CommandContext): Promise<void> {
  const api = await connectApi(env);
  const page = await api.get('/api/v1/agents', pageOf(AgentStatus));
  if (json) return terminal.out(JSON.stringify(page));
  const rows = page.items.map((agent) => [
    plain(agent.role),
    plain(agent.instance),
    agent.stateReason === null ? agent.state : `${agent.state}: ${plain(agent.stateReason, 60)}`,
    String(agent.pid),
    plain(agent.host),
    duration(Date.now() - Date.parse(agent.startedAt)),
    megabytes(agent.rssBytes),
    String(agent.work),
  ]);
  const heading = ['role', 'instance', 'state', 'pid', 'host', 'up for', 'rss', 'work'];
  for (const line of table(heading, rows)) terminal.out(line);
  return undefined;
}

async function revoke(
  instance: string,
  { why: reason, key, json }: RevokeOptions & { json: boolean },
  { env, terminal }: CommandContext,
): Promise<void> {
  const api = await connectApi(env);
  const signer = key === undefined ? api.signer() : await readSigner(key);
  const decision = { tenants: [], reason };
  const proof = await prove(api, signer, { purpose: 'restrict_identity', subject: instance, decision });
  const restricted = await api.post(
    `/api/v1/agents/${encodeURIComponent(instance)}/restrict`,
    { ...decision, proof },
    tools.restrict_identity.output,
  );
  terminal.out(json ? JSON.stringify(restricted) : plain(`${restricted.instance} is revoked`));
}
