import { MeshError } from '@sremesh/contracts';

/** What is wrong with a policy file. `line` counts from 1; null where it is about the file as a whole. */
export interface PolicyProblem {
  file: string;
  line: number | null;
  problem: string;
  /** What to do about it. */
  remedy: string;
}

/** `limits.cedar:12: unexpected token` */
export const showProblem = ({ file, line, problem }: PolicyProblem): string =>
  `${file}${line === null ? '' : `:${line}`}: ${problem}`;

const mostListed = 5;

const listed = (problems: readonly PolicyProblem[]): string => {
  const rest = problems.length - mostListed;
  const shown = problems.slice(0, mostListed).map(showProblem).join('; ');
  return rest > 0 ? `${shown}; and ${rest} more` : shown;
};

/** MESH_CONFIG_INVALID, with everything that is wrong. */
export class PoliciesInvalid extends MeshError {
  readonly problems: readonly PolicyProblem[];
  constructor(directory: string, problems: readonly PolicyProblem[]) {
    super('MESH_CONFIG_INVALID', `policies of ${directory} cannot be used: ${listed(problems)}`, {
      remedy: [...new Set(problems.map(({ remedy }) => remedy))].join(' '),
    });
    this.name = 'PoliciesInvalid';
    this.problems = problems;
  }
}
