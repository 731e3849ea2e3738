import { policySetTextToParts, policyToJson, type ActionConstraint } from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyFile } from './files.ts';
import { problemAt } from './location.ts';
import type { PolicyProblem } from './problem.ts';

export interface ParsedPolicy {
  id: string;
  effect: 'permit' | 'forbid';
  /** `@needs` of a permit, `@because` of a forbid: what would have to be true, in words. */
  words: string;
  action: ActionConstraint;
  text: string;
  file: string;
  line: number;
}

/** Ids of what decides before or without a policy. */
const reservedIds = ['default-deny', 'arguments', 'steps', 'verification', 'write-tools'] as const;

const syntaxRemedy = 'Correct the syntax; `sremesh policy lint` checks the files.';

/** The policies of one file, or what is wrong with them. */
export function parsePolicies(file: PolicyFile): { policies: ParsedPolicy[]; problems: PolicyProblem[] } {
  if (file.text.trim() === '') return { policies: [], problems: [empty(file)] };
  const parts = policySetTextToParts(file.text);
  if (parts.type === 'failure')
    return { policies: [], problems: parts.errors.map((error) => problemAt([file], error, syntaxRemedy)) };
  const problems: PolicyProblem[] = parts.policy_templates.map((text) => ({
    file: file.name,
    line: lineOf(file, text),
    problem: 'a template decides nothing by itself',
    remedy: 'Write the policy without ?principal and ?resource.',
  }));
  const policies: ParsedPolicy[] = [];
  for (const text of parts.policies) {
    const parsed = parse(file, text);
    if ('problem' in parsed) problems.push(parsed);
    else policies.push(parsed);
  }
  return { policies: policies.toSorted((a, b) => a.line - b.line), problems };
}

/** Most likely it is being written: without the rules it is to have, more would be allowed. */
const empty = ({ name }: PolicyFile): PolicyProblem => ({
  file: name,
  line: null,
  problem: 'the file is empty',
  remedy: 'Delete a file that shall have no policies, or leave a comment in it.',
});

function parse(file: PolicyFile, text: string): ParsedPolicy | PolicyProblem {
  const line = lineOf(file, text);
  const wrong = (problem: string, remedy: string): PolicyProblem => ({
    file: file.name,
    line,
    problem,
    remedy,
  });
  const answer = policyToJson(text);
  if (answer.type === 'failure')
    return wrong(answer.errors.map(({ message }) => message).join('; '), syntaxRemedy);
  const { effect, action, annotations = {} } = answer.json;
  const id = annotations['id'] ?? '';
  if (!/^[a-z0-9][a-z0-9-]{0,99}$/.test(id) || reservedIds.some((reserved) => reserved === id))
    return wrong(
      id === '' ? 'the policy has no @id' : `the policy cannot have the @id ${JSON.stringify(id)}`,
      'Give each policy an @id of its own: lower-case letters, digits and hyphens.',
    );
  const annotation = effect === 'permit' ? 'needs' : 'because';
  const words = annotations[annotation] ?? '';
  if (words === '')
    return wrong(
      `${id} has no @${annotation}`,
      'Say with @needs on a permit, @because on a forbid, what would have to be true.',
    );
  return { id, effect, words, action, text, file: file.name, line };
}

const lineOf = ({ text }: PolicyFile, part: string): number =>
  text.slice(0, Math.max(0, text.indexOf(part))).split('\n').length;
