import type { AddCommand } from './command.ts';
import { addPolicyExplain } from './policy-explain.ts';
import { addPolicyLint } from './policy-lint.ts';
import { addPolicyTest } from './policy-test.ts';

/** What works on the policy files; each is a file beside this. */
export const addPolicy: AddCommand = (program, context) => {
  const policy = program.command('policy').description('check, test and ask the policies');
  for (const add of [addPolicyLint, addPolicyTest, addPolicyExplain]) add(policy, context);
};
