import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage, type Incident } from '@sremesh/contracts';
import type { ApiClient } from '../api/client.ts';
import { decideApproval } from '../api/decide.ts';
import { CliError } from '../cli-error.ts';
import { plain } from '../render/plain.ts';
import type { Terminal } from '../terminal.ts';

/** Who answers when policy asks: the flag `--approve`, the person at the terminal, or somebody elsewhere. */
export type Answerer = (incident: Incident, signal: AbortSignal) => Promise<void>;

type Pending = NonNullable<Incident['approval']>;

const attempts = 20;

/** Approves what is asked; an API that does not answer is tried again, because agents may be restarting. */
export const answerYes =
  (api: ApiClient): Answerer =>
  async ({ approval }, signal) => {
    if (approval !== null) await decide(api, approval, 'approve', 'sremesh up --approve', signal);
  };

/** Asks the person at the terminal. */
export const askPerson =
  (api: ApiClient, terminal: Terminal): Answerer =>
  async (incident, signal) => {
    const { approval, proposal } = incident;
    if (approval === null) return;
    for (;;) {
      const answer = (await terminal.ask('\n  Apply this? [y]es  [n]o  [d]etails: ', signal))
        .trim()
        .toLowerCase();
      if (answer === 'y' || answer === 'yes') return decide(api, approval, 'approve', '', signal);
      if (answer === 'n' || answer === 'no') {
        const why = await terminal.ask('  Why not? ', signal);
        return decide(api, approval, 'deny', plain(why, 2000), signal);
      }
      if (answer.startsWith('d'))
        for (const line of JSON.stringify(proposal, null, 2).split('\n')) terminal.note(`  ${plain(line)}`);
    }
  };

/** Says how to answer from elsewhere. */
export const tellHow =
  (terminal: Terminal): Answerer =>
  async ({ approval }) => {
    if (approval !== null)
      terminal.note(`  waiting for an approval: sremesh approve ${plain(approval.id)}   (or deny … --why …)`);
  };

async function decide(
  api: ApiClient,
  { id, digest }: Pending,
  decision: 'approve' | 'deny',
  reason: string,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await decideApproval(api, { id, digest }, { decision, reason });
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (attempt >= attempts)
        throw new CliError(`cannot ${decision} ${id}: ${errorMessage(error)}`, { cause: error });
      await sleep(250 * (0.5 + Math.random()), undefined, { signal });
    }
  }
}
