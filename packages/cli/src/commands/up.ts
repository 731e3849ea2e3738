import { InvalidArgumentError } from 'commander';
import { up } from '../up/up.ts';
import type { AddCommand } from './command.ts';

const seconds = (text: string): number => {
  if (!/^\d{1,5}$/.test(text) || Number(text) < 1) throw new InvalidArgumentError('not a number of seconds');
  return Number(text);
};

interface Options {
  scenario?: string;
  exit?: boolean;
  approve?: boolean;
  json?: boolean;
  timeout: number;
}

export const addUp: AddCommand = (program, { env, terminal, signal, exitWith }) => {
  program
    .command('up')
    .description('start everything: NATS, Kafka, the agents; and heal a first fault in front of you')
    .option('--scenario <name>', 'inject this fault (see: sremesh scenarios), or none')
    .option('--exit', 'stop when the incident is closed; exit 0 only if it was healed and verified')
    .option('--approve', 'answer approvals with yes, as local-approver')
    .option('--timeout <seconds>', 'how long the scenario may take', seconds, 300)
    .option('--json', 'print the final incident as JSON on stdout')
    .action(async ({ scenario, exit, approve, json, timeout }: Options) => {
      const options = { scenario, exit, approve, json, timeoutMs: timeout * 1000 };
      exitWith(await up({ env, terminal, signal, ...options }));
    });
};
