import { defaultPolicies } from '@sremesh/policy';
import { CliError } from '../cli-error.ts';
import { plain } from '../render/plain.ts';
import type { AddCommand } from './command.ts';
import { policyDirectory } from './policy-directory.ts';
import { withEngine } from './policy-engine.ts';

export const addPolicyTest: AddCommand = (policy, { env, terminal, exitWith }) => {
  policy
    .command('test')
    .description('run the cases (*.test.json) that lie beside the policies')
    .argument('[dir]', 'directory of *.cedar, *.cedarschema and *.test.json')
    .option('--json', 'as JSON')
    .action(async (named: string | undefined, { json }: { json?: boolean }) => {
      const { runCases } = await import('@sremesh/policy/engine');
      const directory = policyDirectory(named, env, defaultPolicies);
      const results = await withEngine(directory, (engine) => runCases(directory, engine));
      if (results.length === 0)
        throw new CliError(`${directory} has no case; there would have to be a *.test.json`, {
          remedy: 'A case file is a JSON array of {name, request, expect: {decision, policy}}.',
        });
      const failed = results.filter(({ failure }) => failure !== null);
      exitWith(failed.length === 0 ? 0 : 1);
      if (json === true) return terminal.out(JSON.stringify({ directory, items: results, nextCursor: null }));
      for (const { file, name, failure } of failed) {
        terminal.out(`✗ ${plain(`${file}: ${name}`)}`);
        terminal.out(`  ${plain(failure ?? '', 2000)}`);
      }
      const passed = results.length - failed.length;
      terminal.out(`${failed.length === 0 ? '✓' : '✗'} ${passed} of ${results.length} cases are as expected`);
      return undefined;
    });
};
