import { Approval, pageOf } from '@sremesh/contracts';
import { connectApi } from '../api/endpoint.ts';
import { decisionLines, peopleOf } from '../render/approval.ts';
import { proposedChange } from '../render/change.ts';
import { plain } from '../render/plain.ts';
import type { AddCommand } from './command.ts';

// A type and no interface: it is handed to URLSearchParams, which wants a record.
type Options = { status: string; limit?: string; cursor?: string; json?: boolean };

export const addApprovals: AddCommand = (program, { env, terminal }) => {
  program
    .command('approvals')
    .description('what waits for a decision')
    .option('--status <status>', 'pending, approved, denied, expired or voided', 'pending')
    .option('--limit <n>', 'at most so many')
    .option('--cursor <cursor>', 'go on after a page: its nextCursor')
    .option('--json', 'as JSON')
    .action(async ({ json, ...query }: Options) => {
      const api = await connectApi(env);
      const wanted = new URLSearchParams(query).toString();
      const page = await api.get(`/api/v1/approvals?${wanted}`, pageOf(Approval));
      if (json === true) return terminal.out(JSON.stringify(page));
      if (page.items.length === 0) terminal.note(`no approvals are ${plain(query.status)}`);
      for (const approval of page.items) {
        const { id, status, incident, proposal, expiresAt } = approval;
        terminal.out(
          plain(`${id}  ${status}  ${incident}  needs ${peopleOf(approval)}  expires ${expiresAt}`),
        );
        for (const line of decisionLines(approval)) terminal.out(`  ${line}`);
        terminal.out(`  ${plain(proposal.summary)}`);
        for (const step of proposal.steps) {
          terminal.out(plain(`  ${step.tool} (${step.purpose}, ${step.risk} risk, ${step.reversibility})`));
          for (const line of proposedChange(step)) terminal.out(`    ${line}`);
        }
      }
      if (page.nextCursor !== null) terminal.note(`more: --cursor '${plain(page.nextCursor)}'`);
      return undefined;
    });
};
