import { Command, CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { addAgents } from './commands/agents.ts';
import { addApprovals } from './commands/approvals.ts';
import { addApprover } from './commands/approver.ts';
import { addAudit } from './commands/audit.ts';
import { showError, type AddCommand, type CommandContext } from './commands/command.ts';
import { addApprove, addDeny } from './commands/decide.ts';
import { addDoctor } from './commands/doctor.ts';
import { addFreeze, addUnfreeze } from './commands/freeze.ts';
import { addIncidents } from './commands/incidents.ts';
import { addKeys } from './commands/keys.ts';
import { addNatsConfig } from './commands/nats-config.ts';
import { addPolicy } from './commands/policy.ts';
import { addScenarios } from './commands/scenarios.ts';
import { addUp } from './commands/up.ts';

/** The commands, in the order `--help` shows them. A new one is a file in `commands` and a word here. */
const commands: readonly AddCommand[] = [
  addUp,
  addScenarios,
  addIncidents,
  addApprovals,
  addApprove,
  addDeny,
  addApprover,
  addFreeze,
  addUnfreeze,
  addAgents,
  addPolicy,
  addAudit,
  addDoctor,
  addNatsConfig,
  addKeys,
];

/** Runs one command line (without node and script); the exit code: 0, 1 failed, 2 bad usage. */
export async function run(
  args: readonly string[],
  context: Omit<CommandContext, 'exitWith'>,
): Promise<number> {
  let exitCode = 0;
  const { terminal } = context;
  const program = new Command('sremesh')
    .description('SRE Mesh: a mesh of small agents that operates Apache Kafka')
    .version(manifest.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
    });
  for (const add of commands)
    add(program, {
      ...context,
      exitWith: (code) => {
        exitCode = code;
      },
    });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return showError(error, terminal);
  }
}
