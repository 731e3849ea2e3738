import { defaultPolicies } from '@sremesh/policy';
import { plain } from '../render/plain.ts';
import type { AddCommand } from './command.ts';
import { policyDirectory } from './policy-directory.ts';

export const addPolicyLint: AddCommand = (policy, { env, terminal, exitWith }) => {
  policy
    .command('lint')
    .description('check syntax, ids, and every policy against the schema')
    .argument('[dir]', 'directory of *.cedar and *.cedarschema')
    .option('--json', 'as JSON')
    .action(async (named: string | undefined, { json }: { json?: boolean }) => {
      const { checkPolicies, readPolicyFiles, showProblem } = await import('@sremesh/policy/engine');
      const directory = policyDirectory(named, env, defaultPolicies);
      const { checked, problems, warnings } = checkPolicies(await readPolicyFiles(directory));
      exitWith(checked === undefined ? 1 : 0);
      if (json === true) {
        const version = checked?.version ?? null;
        return terminal.out(JSON.stringify({ directory, version, problems, warnings }));
      }
      for (const found of [...problems, ...warnings]) {
        const mark = problems.includes(found) ? '✗' : '!';
        terminal.out(`${mark} ${plain(showProblem(found))}`);
        terminal.out(`  ${plain(found.remedy)}`);
      }
      if (checked !== undefined)
        terminal.out(`✓ ${checked.policies.length} policies of ${plain(directory)} fit their schema`);
      return undefined;
    });
};
