import { Incident, pageOf } from '@sremesh/contracts';
import { describe, expect, it } from 'vitest';
import { interrupt, runCommand } from './support/command.ts';
import { freshHome } from './support/home.ts';
import { processesWith } from './support/processes.ts';
import { readmeCommands } from './support/readme.ts';
import { until } from './support/until.ts';

const Incidents = pageOf(Incident);
const whileItRuns = readmeCommands.filter((line) => line.startsWith('npx sremesh '));

describe('README', () => {
  it('has no command that no test runs', () => {
    const covered = [
      'npm start',
      // This run itself, and the gate around it.
      'npm test',
      'npm run verify',
      // scenarios.test.ts runs each of these as it stands here; attached.test.ts the last.
      /^npm start -- --scenario \S+ --exit/,
      /^KAFKA_BROKERS=\S+ .*npm start$/,
      /^npx sremesh [\w -]+$/,
    ];
    const uncovered = readmeCommands.filter(
      (line) => !covered.some((known) => (typeof known === 'string' ? known === line : known.test(line))),
    );
    expect(uncovered).toEqual([]);
    expect(whileItRuns.length).toBeGreaterThan(3);
  });

  it('npm start without a person waits for the command line, which reads, decides and follows; Ctrl-C leaves nothing', async () => {
    const home = await freshHome();
    const env = { SREMESH_HOME: home };
    // What `npm start` runs; npm itself has no exit code to speak of after Ctrl-C.
    const start = runCommand('node', ['packages/bootstrap/src/main.mjs', 'start'], env);
    await until('the mesh is ready', 120_000, () =>
      start.output().includes('injecting') ? true : undefined,
    );

    const sremesh = (...args: string[]) => runCommand('npx', ['sremesh', ...args], env).ended;
    for (const line of whileItRuns) {
      const { code, stdout, stderr } = await sremesh(...line.split(' ').slice(2));
      expect({ line, code, stderr }).toMatchObject({ line, code: 0 });
      expect(stdout + stderr, line).not.toBe('');
    }

    const incident = await until('an incident that waits for a person', 90_000, async () => {
      const { stdout } = await sremesh('incidents', '--json');
      return Incidents.parse(JSON.parse(stdout)).items.find(({ status }) => status === 'awaiting_approval');
    });
    expect((await sremesh('deny', incident.approval?.id ?? '', '--why', 'not tonight')).code).toBe(0);
    const denied = await until('the denial is told', 20_000, async () => {
      const { stdout } = await sremesh('incidents', incident.id, '--json');
      const now = Incident.parse(JSON.parse(stdout));
      return now.status === 'refused' ? now : undefined;
    });
    expect(denied).toMatchObject({ execution: [], approval: { status: 'denied', reason: 'not tonight' } });
    expect(denied.reason).toContain('not tonight');
    expect((await sremesh('approve', incident.approval?.id ?? '')).code).toBe(1);
    expect((await sremesh('approve')).code).toBe(2);

    interrupt(start.pid, 'SIGINT');
    expect((await start.ended).code).toBe(0);
    expect(processesWith(home)).toEqual([]);
  }, 300_000);

  it('a second npm start in the same directory is refused with the two ways out', async () => {
    const home = await freshHome();
    const first = runCommand('npm', ['start', '--', '--scenario', 'none'], { SREMESH_HOME: home });
    await until('the first has the directory', 60_000, () =>
      first.output().includes('starting NATS') ? true : undefined,
    );
    const second = await runCommand('npm', ['start'], { SREMESH_HOME: home }).ended;
    expect(second.code).not.toBe(0);
    expect(second.stderr).toMatch(/another sremesh up \(pid \d+\) runs in/);
    expect(second.stderr).toContain('SREMESH_HOME=');
  }, 120_000);
});
