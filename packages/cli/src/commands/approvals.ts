import { Approval, pageOf } from '@sremesh/contracts';
import { connectApi } from '../api/endpoint.ts';
import { proposedChange } from '../render/change.ts';
import { plain } from '../render/plain.ts';
import type { AddCommand } from './command.ts';

export const addApprovals: AddCommand = (program, { env, terminal }) => {
  program
    .command('approvals')
    .description('what waits for a decision')
    .option('--status <status>', 'pending, approved, denied or expired', 'pending')
    .option('--json', 'as JSON')
    .action(async ({ status, json }: { status: string; json?: boolean }) => {
      const api = await connectApi(env);
      const page = await api.get(`/api/v1/approvals?status=${encodeURIComponent(status)}`, pageOf(Approval));
      if (json === true) return terminal.out(JSON.stringify(page));
      if (page.items.length === 0) terminal.note(`no approvals are ${plain(status)}`);
      for (const { id, status: is, incident, proposal, requiredRole, expiresAt } of page.items) {
        terminal.out(plain(`${id}  ${is}  ${incident}  needs ${requiredRole}  expires ${expiresAt}`));
        terminal.out(`  ${plain(proposal.summary)}`);
        for (const step of proposal.steps) {
          terminal.out(plain(`  ${step.tool} (${step.purpose}, ${step.risk} risk, ${step.reversibility})`));
          for (const line of proposedChange(step)) terminal.out(`    ${line}`);
        }
      }
      return undefined;
    });
};
