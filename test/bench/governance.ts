import type { Benchmark } from './benchmark.ts';
import { measureAudit } from './governance/audit.ts';
import { measureCredentials } from './governance/credentials.ts';
import { measureDecisions } from './governance/decisions.ts';
import { startGovernedMesh } from './governance/mesh.ts';
import { measureReads } from './governance/reads.ts';
import { measureSwitches } from './governance/switches.ts';

/** What governance costs and how fast its switches are: real servers and processes, each figure read from outside. */
export const governance: Benchmark = {
  title: 'governed reads, policy decisions, audit, revoke and freeze, credentials in Kafka',
  notMeasured:
    'several servers of NATS; a network between the processes; tools that take time of their own (all answer at once); ' +
    'a first call, which asks governance before its decision is kept. Servers, agents and this program share the machine.',
  async run(say) {
    const decisions = await measureDecisions();
    say('policy decisions');
    const mesh = await startGovernedMesh();
    try {
      const reads = await measureReads(mesh, say);
      const audit = await measureAudit(mesh, say);
      const switches = await measureSwitches(mesh, say);
      return {
        results: [...reads, ...decisions, ...audit, ...switches, ...(await measureCredentials(say))],
      };
    } finally {
      await mesh.close();
    }
  },
};
