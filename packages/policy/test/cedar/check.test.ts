import { describe, expect, it } from 'vitest';
import { defaultPolicies } from '../../src/defaults.ts';
import { checkPolicies, readPolicyFiles, showProblem } from '../../src/engine.ts';
import { policyDirectory } from '../support/policy-directory.ts';

const problemsWith = async (files: Record<string, string>) => {
  await using directory = await policyDirectory(files);
  const { checked, problems } = checkPolicies(await readPolicyFiles(directory.path));
  expect(checked === undefined).toBe(problems.length > 0);
  for (const { remedy } of problems) expect(remedy).toMatch(/\w{3}/);
  return problems.map(showProblem);
};

const forbid = (condition: string, id = 'own') => `// é, so that bytes and characters differ
@id("${id}")
@because("it would have to be otherwise")
forbid (principal, action in Action::"write", resource)
when { ${condition} };
`;

describe('policy files - check', () => {
  it('takes the policies that the mesh comes with, without a warning', async () => {
    const { checked, problems, warnings } = checkPolicies(await readPolicyFiles(defaultPolicies));
    expect([problems, warnings]).toEqual([[], []]);
    expect(checked?.policies.length).toBeGreaterThan(20);
  });

  it.each([
    ['syntax', forbid('context.mode = "heal"'), 'own.cedar:5: '],
    ['an unclosed text', forbid('context.mode == "heal'), 'own.cedar:5: '],
    ['a fact there is none of', forbid('context.mood == "heal"'), 'own.cedar:5: attribute `mood`'],
    ['a fact of another type', forbid('context.approvals.count == "1"'), 'own.cedar:5: '],
    [
      'a fact that may be absent',
      forbid('context.step.clientsAffected > 3'),
      'own.cedar:5: unable to guarantee',
    ],
    ['a tool there is none of', forbid('action == Action::"delete_everything"'), 'own.cedar:5: '],
    [
      'an id that another has',
      forbid('true', 'mode-observe'),
      'own.cedar:2: the @id mode-observe is that of mode.cedar:3',
    ],
    [
      'a reserved id',
      forbid('true', 'default-deny'),
      'own.cedar:2: the policy cannot have the @id "default-deny"',
    ],
    ['no id', 'permit (principal, action, resource);', 'own.cedar:1: the policy has no @id'],
    [
      'no word on what it needs',
      '@id("own")\npermit (principal, action, resource);',
      'own.cedar:1: own has no @needs',
    ],
    [
      'a template',
      '@id("own")\npermit (principal == ?principal, action, resource);',
      'own.cedar:1: a template',
    ],
  ])('says file and line of %s', async (_, text, problem) => {
    const [first] = await problemsWith({ 'own.cedar': text });
    expect(first).toContain(problem);
  });

  it('says the line of a schema error', async () => {
    const [first] = await problemsWith({
      'schema.cedarschema': 'entity Agent;\n\nentity Cluster = { a: Strin };\n',
    });
    expect(first).toMatch(/^schema\.cedarschema:3: /);
  });

  it('says what is missing where there are no files', async () => {
    const empty = { directory: '.', policies: [], schema: [], version: 'sha256:0' };
    expect(checkPolicies(empty).problems.map(showProblem)).toEqual([
      '*.cedar: there is no policy file',
      '*.cedarschema: there is no schema file',
    ]);
  });

  it('refuses a file that is too large', async () => {
    await using directory = await policyDirectory({ 'own.cedar': '//'.repeat(200_000) });
    await expect(readPolicyFiles(directory.path)).rejects.toThrow('own.cedar: larger than');
  });
});
