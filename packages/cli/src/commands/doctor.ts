import { errorMessage } from '@sremesh/contracts';
import { CliError } from '../cli-error.ts';
import { checks, type Finding } from '../doctor/checks.ts';
import { aclCommands } from '../doctor/print-acls.ts';
import { plain } from '../render/plain.ts';
import { table } from '../render/table.ts';
import { readConfig } from '../up/config.ts';
import type { AddCommand } from './command.ts';

export const addDoctor: AddCommand = (program, { env, terminal, exitWith }) => {
  program
    .command('doctor')
    .description('check the programs, the configuration, and what runs; a line each')
    .option('--json', 'as JSON')
    .option('--print-acls', "print the commands that make the mesh's users on your Kafka, and nothing else")
    .action(async ({ json, printAcls }: { json?: boolean; printAcls?: boolean }) => {
      if (printAcls === true) {
        for (const line of aclCommands(readConfig(env))) terminal.out(line);
        return;
      }
      const findings: Finding[] = [];
      for (const { name, check } of checks) {
        try {
          findings.push({ name, ok: true, detail: await check(env) });
        } catch (error) {
          const remedy = error instanceof CliError ? error.remedy : undefined;
          findings.push({
            name,
            ok: false,
            detail: errorMessage(error),
            ...(remedy === undefined ? {} : { remedy }),
          });
        }
      }
      if (json === true) terminal.out(JSON.stringify({ items: findings, nextCursor: null }));
      else for (const line of table(['', 'check', 'finding'], findings.map(row))) terminal.out(line);
      exitWith(findings.every(({ ok }) => ok) ? 0 : 1);
    });
};

const row = ({ name, ok, detail, remedy }: Finding): string[] => [
  ok ? '✓' : '✗',
  name,
  plain(remedy === undefined ? detail : `${detail}. ${remedy}`),
];
