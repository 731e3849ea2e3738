import { setTimeout as delay } from 'node:timers/promises';
import { checkPolicies, type CheckResult } from '../cedar/check.ts';
import { compilePolicies, type CompiledPolicies } from '../cedar/compile.ts';
import { readPolicyFiles } from '../cedar/files.ts';
import { PoliciesInvalid } from '../cedar/problem.ts';
import { defaultDeny, denied, evaluate, type Evaluation } from './evaluation.ts';
import type { PolicyRequest } from './request.ts';
import { watchDirectory } from './watch.ts';

export interface PolicyEngineOptions {
  /** Where `*.cedar` and `*.cedarschema` are. */
  directory: string;
  /** Told after other policies have come into force. */
  onChange?: (version: string) => void;
  /** Told when the files stop or start being usable. */
  onTrouble?: (trouble: string | null) => void;
  /** The directory is looked at this often even if the file system reports nothing; default 10,000. */
  pollMs?: number;
}

/**
 * Policies in force, and the decisions by them.
 *
 * 1. What is in force was valid as a whole: a directory that is not changes nothing but `trouble`.
 * 2. What cannot be decided is denied: an unknown tool, facts that do not fit, a policy that fails.
 */
export interface PolicyEngine {
  /** Digest of the files in force. */
  readonly version: string;
  /** What is wrong with the files as they are now, while earlier ones stay in force; null when nothing is. */
  trouble(): string | null;
  /** One Cedar decision. Takes some 0.1 ms; does not throw. */
  evaluate(request: PolicyRequest): Evaluation;
  /** Looks at the directory now; resolved when what is there is in force or reported. */
  reload(): Promise<void>;
  close(): void;
}

let engines = 0;

/** Loads, checks and compiles the policies, and follows their changes. Throws `PoliciesInvalid` where there is no good set yet. */
export async function createPolicyEngine(options: PolicyEngineOptions): Promise<PolicyEngine> {
  const { directory, onChange, onTrouble, pollMs = 10_000 } = options;
  const name = `sremesh-${++engines}`;
  const load = async (): Promise<CheckResult & { version: string }> => {
    const files = await readPolicyFiles(directory);
    return { ...checkPolicies(files), version: files.version };
  };
  const first = await load();
  if (first.checked === undefined) throw new PoliciesInvalid(directory, first.problems);
  let compiled: CompiledPolicies = compilePolicies(first.checked, name);
  let trouble: string | null = null;

  const report = (now: string | null): void => {
    if (now === trouble) return;
    trouble = now;
    onTrouble?.(now);
  };
  const take = async (): Promise<void> => {
    try {
      const { checked, problems, version } = await settled(load, compiled.version);
      if (checked === undefined) throw new PoliciesInvalid(directory, problems);
      if (version !== compiled.version) {
        compiled = compilePolicies(checked, name);
        onChange?.(version);
      }
      report(null);
    } catch (error) {
      report(`${troubleOf(error)}; the policies before stay in force`);
    }
  };
  const watching = watchDirectory(directory, { take, pollMs });
  return {
    get version() {
      return compiled.version;
    },
    trouble: () => trouble,
    evaluate(request) {
      if (!compiled.actions.has(request.tool))
        return denied(
          defaultDeny,
          `the schema of the policies would have to have an action ${JSON.stringify(request.tool.slice(0, 100))}`,
        );
      return evaluate(compiled, request);
    },
    reload: () => watching.look(),
    close: () => watching.close(),
  };
}

/** Between two looks at files that are changing. */
const settleMs = 50;
const mostLooks = 40;

/** What is neither in force nor the same twice is being written, and looked at again; the last look is taken as it is. */
async function settled<T extends { version: string }>(load: () => Promise<T>, inForce: string): Promise<T> {
  let found = await load();
  for (let looks = 1; found.version !== inForce && looks < mostLooks; looks++) {
    await delay(settleMs);
    const again = await load();
    if (again.version === found.version) return again;
    found = again;
  }
  return found;
}

const troubleOf = (error: unknown): string => {
  if (error instanceof PoliciesInvalid) return `${error.message}. ${error.remedy ?? ''}`.trim();
  return error instanceof Error ? error.message : String(error);
};
