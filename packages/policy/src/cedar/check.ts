import {
  checkParseSchema,
  schemaToJson,
  validate,
  type DetailedError,
} from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyFiles } from './files.ts';
import { problemAt } from './location.ts';
import { parsePolicies, type ParsedPolicy } from './parse.ts';
import type { PolicyProblem } from './problem.ts';

/** A set of policies that fits its schema. */
export interface CheckedPolicies {
  version: string;
  schema: string;
  /** Actions of the schema, with the groups that each is in. */
  actions: ReadonlyMap<string, readonly string[]>;
  policies: readonly ParsedPolicy[];
}

export interface CheckResult {
  /** Undefined where there are problems. */
  checked: CheckedPolicies | undefined;
  problems: PolicyProblem[];
  /** What is allowed, and most likely not meant. */
  warnings: PolicyProblem[];
}

const fitRemedy = 'Use only what the schema declares; the error names what it found instead.';
const schemaRemedy = 'Correct the schema, or take back the one that the mesh came with.';

/** Syntax of the schema and of each policy, ids that are given once, and each policy against the schema. */
export function checkPolicies({ policies: files, schema: schemaFiles, version }: PolicyFiles): CheckResult {
  const schema = schemaFiles.map(({ text }) => `${text}\n`).join('');
  const parsedSchema = checkParseSchema(schema);
  const problems: PolicyProblem[] = [];
  const warnings: PolicyProblem[] = [];
  if (schemaFiles.length === 0) problems.push(missing('*.cedarschema', 'schema', schemaRemedy));
  else if (parsedSchema.type === 'failure')
    problems.push(...parsedSchema.errors.map((error) => problemAt(schemaFiles, error, schemaRemedy)));
  if (files.length === 0)
    problems.push(missing('*.cedar', 'policy', 'Take back the policies that the mesh came with.'));
  const parsed = files.map(parsePolicies);
  problems.push(...parsed.flatMap((each) => each.problems));
  const policies = parsed.flatMap((each) => each.policies);
  problems.push(...doubles(policies));
  if (parsedSchema.type === 'success')
    for (const [index, file] of files.entries()) {
      if (parsed[index]?.problems.length !== 0) continue;
      const answer = validate({ schema, policies: { staticPolicies: file.text } });
      const { errors, hints } =
        answer.type === 'failure'
          ? { errors: answer.errors, hints: answer.warnings }
          : {
              errors: answer.validationErrors.map(({ error }) => error),
              hints: [...answer.validationWarnings.map(({ error }) => error), ...answer.otherWarnings],
            };
      problems.push(...onceEach(errors).map((error) => problemAt([file], error, fitRemedy)));
      warnings.push(...onceEach(hints).map((error) => problemAt([file], error, fitRemedy)));
    }
  const checked =
    problems.length === 0 ? { version, schema, actions: actionsOf(schema), policies } : undefined;
  return { checked, problems: inOrder(problems), warnings: inOrder(warnings) };
}

/** Cedar reports a place once for each action that the policy is about. */
function onceEach(errors: readonly DetailedError[]): DetailedError[] {
  const places = new Map<string, DetailedError>();
  for (const error of errors) {
    const [place] = error.sourceLocations ?? [];
    const key = place === undefined ? error.message : `${place.start}-${place.end}`;
    if (!places.has(key)) places.set(key, error);
  }
  return [...places.values()];
}

const inOrder = (problems: readonly PolicyProblem[]): PolicyProblem[] =>
  problems.toSorted((a, b) => a.file.localeCompare(b.file) || (a.line ?? 0) - (b.line ?? 0));

const missing = (file: string, what: string, remedy: string): PolicyProblem => ({
  file,
  line: null,
  problem: `there is no ${what} file`,
  remedy,
});

function doubles(policies: readonly ParsedPolicy[]): PolicyProblem[] {
  const first = new Map<string, ParsedPolicy>();
  return policies.flatMap((policy) => {
    const earlier = first.get(policy.id);
    if (earlier === undefined) {
      first.set(policy.id, policy);
      return [];
    }
    return {
      file: policy.file,
      line: policy.line,
      problem: `the @id ${policy.id} is that of ${earlier.file}:${earlier.line} already`,
      remedy: 'Give each policy an @id of its own: lower-case letters, digits and hyphens.',
    };
  });
}

function actionsOf(schema: string): Map<string, string[]> {
  const answer = schemaToJson(schema);
  if (answer.type === 'failure') throw new TypeError('a schema that was parsed is not parsed again');
  return new Map(
    Object.entries(answer.json['']?.actions ?? {}).map(([name, { memberOf }]) => [
      name,
      (memberOf ?? []).map(({ id }) => id),
    ]),
  );
}
