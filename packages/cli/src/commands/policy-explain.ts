import { defaultPolicies } from '@sremesh/policy';
import { CliError } from '../cli-error.ts';
import { plain } from '../render/plain.ts';
import { wrap } from '../render/wrap.ts';
import type { AddCommand } from './command.ts';
import { policyDirectory } from './policy-directory.ts';
import { withEngine } from './policy-engine.ts';

interface Options {
  tool: string;
  args?: string;
  preState?: string;
  kind?: string;
  mode?: string;
  risk?: string;
  approvals?: string;
  role?: string;
  human?: string;
  tenant?: string;
  rollback: boolean;
  dir?: string;
  json?: boolean;
}

export const addPolicyExplain: AddCommand = (policy, { env, terminal }) => {
  policy
    .command('explain')
    .description('what policies say of a call, which decide, and what would have to be true')
    .requiredOption('--tool <tool>', 'the tool that is called')
    .option('--args <json>', 'its arguments')
    .option('--pre-state <json>', 'what the target looks like before; for tools that write')
    .option('--kind <kind>', 'remedy, restore or rollback')
    .option('--mode <mode>', 'observe, propose or heal')
    .option('--risk <class>', 'low, medium or high; default: computed')
    .option('--approvals <n>', 'people who approved: 0, 1 or 2')
    .option('--role <agent>', 'the agent that calls or proposes; default reasoning')
    .option('--human <name:role:tenants>', 'the person behind it, for instance ann:operator:default')
    .option('--tenant <tenant>', 'whose cluster it is')
    .option('--no-rollback', 'the change does not say how to undo it')
    .option('--dir <dir>', 'directory of the policies')
    .option('--json', 'as JSON')
    .action(async (options: Options) => {
      const { explain, PolicyQuestion } = await import('@sremesh/policy/engine');
      const question = PolicyQuestion.safeParse(questionOf(options));
      if (!question.success)
        throw bad(
          question.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
        );
      const directory = policyDirectory(options.dir, env, defaultPolicies);
      const found = await withEngine(directory, (engine) => explain(engine, question.data));
      if (options.json === true) return terminal.out(JSON.stringify({ directory, ...found }));
      const people = found.requiredApprovals === 0 ? '' : ` (${found.requiredApprovals})`;
      terminal.out(terminal.style('bold', `${found.decision}${people}`));
      terminal.out(`by ${plain(found.policies.join(', '))}`);
      for (const part of found.reason.split('; '))
        for (const line of wrap(`  ${plain(part, 1000)}`, terminal.columns)) terminal.out(line);
      terminal.out(
        terminal.style('dim', plain(`policies ${found.policyVersion.slice(0, 19)}… of ${directory}`)),
      );
      return undefined;
    });
};

function questionOf({
  tool,
  args,
  preState,
  kind,
  mode,
  risk,
  approvals,
  role,
  human,
  tenant,
  rollback,
}: Options) {
  const given = {
    args: jsonOf('args', args),
    preState: jsonOf('pre-state', preState),
    kind,
    mode,
    risk,
    approvals: approvals === undefined ? undefined : Number(approvals),
    caller: role,
    human: human === undefined ? undefined : personOf(human),
    tenant,
  };
  return {
    tool,
    rollback,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}

function jsonOf(option: string, text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    throw bad(`--${option}: not JSON`);
  }
}

function personOf(text: string) {
  const [name = '', role = 'operator', tenants = 'default'] = text.split(':');
  return { name, role, tenants: tenants.split(',') };
}

const bad = (problem: string): CliError =>
  new CliError(problem, { remedy: 'sremesh policy explain --help lists what can be given.', exitCode: 2 });
