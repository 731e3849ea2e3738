import { Approval, pageOf } from '@sremesh/contracts';
import { shownDigest } from '@sremesh/policy';
import type { ApiClient } from '../api/client.ts';
import { decideApproval } from '../api/decide.ts';
import { connectApi } from '../api/endpoint.ts';
import { readSigner } from '../api/signer.ts';
import { CliError } from '../cli-error.ts';
import { decisionLines } from '../render/approval.ts';
import { plain } from '../render/plain.ts';
import { keyOption, type AddCommand, type CommandContext } from './command.ts';

interface Options {
  why?: string;
  key?: string;
  json?: boolean;
}

const Page = pageOf(Approval);

export const addApprove: AddCommand = (program, context) => {
  program
    .command('approve')
    .argument('<id>', 'of the approval, or of its incident')
    .description('approve a proposal as it stands')
    .option('--why <reason>', 'kept with the decision')
    .option(...keyOption)
    .option('--json', 'as JSON')
    .action((id: string, options: Options) => decide(id, 'approve', options, context));
};

export const addDeny: AddCommand = (program, context) => {
  program
    .command('deny')
    .argument('<id>', 'of the approval, or of its incident')
    .description('deny a proposal')
    .requiredOption('--why <reason>', 'kept with the decision')
    .option(...keyOption)
    .option('--json', 'as JSON')
    .action((id: string, options: Options) => decide(id, 'deny', options, context));
};

async function decide(
  id: string,
  decision: 'approve' | 'deny',
  { why = '', key, json }: Options,
  { env, terminal }: CommandContext,
): Promise<void> {
  const api = await connectApi(env);
  const found = await find(api, id);
  if (shownDigest(found.proposal) !== found.digest)
    throw new CliError(`${plain(found.id)}: the change that the API shows is not the one its digest is of`, {
      remedy: 'Do not decide it; look at the audit and at who runs the gateway.',
    });
  const signer = key === undefined ? api.signer() : await readSigner(key);
  const approval = await decideApproval(api, found, { decision, reason: why }, signer);
  if (json === true) return terminal.out(JSON.stringify(approval));
  terminal.out(plain(`${approval.id} ${approval.status}: ${approval.proposal.summary}`));
  if (approval.status === 'pending') for (const line of decisionLines(approval)) terminal.out(`  ${line}`);
  return undefined;
}

/** The approval with this id, or the pending one of this incident; all pages are looked through. */
async function find(api: ApiClient, id: string): Promise<Approval> {
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Awaited<ReturnType<typeof listPage>> = await listPage(api, query);
    const found =
      page.items.find((approval) => approval.id === id) ??
      page.items.find((approval) => approval.incident === id && approval.status === 'pending');
    if (found !== undefined) return found;
    cursor = page.nextCursor;
  } while (cursor !== null);
  throw new CliError(`there is no approval ${plain(id)}`, {
    remedy: 'sremesh approvals lists those that wait.',
  });
}

const listPage = (api: ApiClient, query: string) => api.get(`/api/v1/approvals?limit=200${query}`, Page);
