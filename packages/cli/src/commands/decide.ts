import { Approval, pageOf } from '@sremesh/contracts';
import type { ApiClient } from '../api/client.ts';
import { connectApi } from '../api/endpoint.ts';
import { CliError } from '../cli-error.ts';
import { plain } from '../render/plain.ts';
import type { AddCommand, CommandContext } from './command.ts';

interface Options {
  why?: string;
  json?: boolean;
}

export const addApprove: AddCommand = (program, context) => {
  program
    .command('approve')
    .argument('<id>', 'of the approval, or of its incident')
    .description('approve a proposal as it stands')
    .option('--why <reason>', 'kept with the decision')
    .option('--json', 'as JSON')
    .action((id: string, options: Options) => decide(id, 'approve', options, context));
};

export const addDeny: AddCommand = (program, context) => {
  program
    .command('deny')
    .argument('<id>', 'of the approval, or of its incident')
    .description('deny a proposal')
    .requiredOption('--why <reason>', 'kept with the decision')
    .option('--json', 'as JSON')
    .action((id: string, options: Options) => decide(id, 'deny', options, context));
};

async function decide(
  id: string,
  decision: 'approve' | 'deny',
  { why = '', json }: Options,
  { env, terminal }: CommandContext,
): Promise<void> {
  const api = await connectApi(env);
  const pending = await find(api, id);
  const body = { decision, digest: pending.digest, reason: why };
  const approval = await api.post(`/api/v1/approvals/${encodeURIComponent(pending.id)}`, body, Approval);
  if (json === true) return terminal.out(JSON.stringify(approval));
  terminal.out(plain(`${approval.id} ${approval.status}: ${approval.proposal.summary}`));
  return undefined;
}

async function find(api: ApiClient, id: string): Promise<Approval> {
  const { items } = await api.get('/api/v1/approvals?limit=200', pageOf(Approval));
  const found =
    items.find((approval) => approval.id === id) ??
    items.find((approval) => approval.incident === id && approval.status === 'pending');
  if (found !== undefined) return found;
  throw new CliError(`there is no approval ${plain(id)}`, {
    remedy: 'sremesh approvals lists those that wait.',
  });
}
