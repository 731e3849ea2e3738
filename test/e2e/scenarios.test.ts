import { Incident } from '@sremesh/contracts';
import { describe, expect, it } from 'vitest';
import { runCommand } from './support/command.ts';
import { freshHome } from './support/home.ts';
import { allStepsVerified } from './support/mesh.ts';
import { processesWith } from './support/processes.ts';
import { readmeCommands } from './support/readme.ts';

const fromStdout = (stdout: string): Incident => {
  const line = stdout.split('\n').find((text) => text.startsWith('{'));
  return Incident.parse(JSON.parse(line ?? 'null'));
};

/** As the README has it, and JSON besides. */
function argumentsFor(scenario: string): string[] {
  const line = readmeCommands.find((command) => command.includes(`--scenario ${scenario} `));
  if (line === undefined) throw new Error(`the README does not say how to run ${scenario}`);
  return [...line.split(' ').slice(1), '--json'];
}

describe('npm start - scenarios of the README', () => {
  it.each([
    ['topic.retention-edge', 2],
    ['broker.leader-skew', 1],
  ])(
    '%s is healed in front of the user, and nothing is left behind',
    async (scenario, steps) => {
      const home = await freshHome();
      const command = runCommand('npm', argumentsFor(scenario), { SREMESH_HOME: home });
      const { code, stdout, stderr } = await command.ended;
      expect(code, stderr).toBe(0);
      const incident = fromStdout(stdout);
      expect(incident).toMatchObject({
        status: 'resolved',
        cause: scenario,
        approval: { status: 'approved', decidedBy: 'local-approver' },
      });
      expect(allStepsVerified(incident)).toBe(true);
      expect(incident.execution.filter(({ outcome }) => outcome === 'applied')).toHaveLength(steps);
      const [best] = incident.hypotheses;
      expect(best?.cause).toBe(scenario);
      expect(incident.evidence.map(({ id }) => id)).toEqual(
        expect.arrayContaining(best?.evidenceIds ?? ['none']),
      );
      expect(best?.evidenceIds).not.toEqual([]);
      expect(processesWith(home)).toEqual([]);
    },
    240_000,
  );

  it.each(['benign.burst', 'benign.rebalance'])(
    '%s is seen, and left alone with the reason',
    async (scenario) => {
      const home = await freshHome();
      const command = runCommand('npm', argumentsFor(scenario), { SREMESH_HOME: home });
      const { code, stdout, stderr } = await command.ended;
      expect(code, stderr).toBe(0);
      expect(fromStdout(stdout)).toMatchObject({
        status: 'suppressed',
        cause: scenario,
        proposal: null,
        execution: [],
      });
      expect(fromStdout(stdout).reason).toMatch(/\d/);
    },
    180_000,
  );
});
