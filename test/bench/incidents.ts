import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reliability, reliabilityTable } from '@sremesh/diagnosis';
import { faults } from '@sremesh/sandbox';
import { startMesh } from '../e2e/support/mesh.ts';
import { runCampaign } from '../scoreboard/campaign.ts';
import { followIncidents } from '../scoreboard/incident-feed.ts';
import { report } from '../scoreboard/report.ts';
import { scoreOf } from '../scoreboard/score.ts';
import type { Benchmark } from './benchmark.ts';

const seed = Number(process.env['SREMESH_BENCH_SEED'] ?? '1');
const only = process.env['SREMESH_BENCH_ONLY']?.split(',');
const variants = Number(process.env['SREMESH_BENCH_VARIANTS'] ?? '3');

/** What the chosen faults need beside Kafka. */
const servicesFor = (names: readonly string[] | undefined) => [
  ...new Set(
    faults
      .filter(({ name }) => names === undefined || names.includes(name))
      .flatMap(({ needs = [] }) => needs),
  ),
];

/** The scoreboard: is every fault seen, and rightly explained, and is nothing cried about where nothing is wrong? */
export const incidents: Benchmark = {
  title: 'every fault in three variants, and controls without one, on a real mesh that only observes',
  notMeasured:
    'healing (the mesh observes); alerts that come from outside; clusters larger than four brokers; faults in Kubernetes, networks and clocks; ' +
    'variants that nobody thought of. The faults and the detectors were written by the same people. ' +
    '"Visible" is what Kafka itself tells an administrator, asked several times a second.',
  async run(say) {
    const home = await mkdtemp(join(tmpdir(), 'sremesh-bench-'));
    const mesh = await startMesh(home, { SREMESH_MODE: 'observe' }, { services: servicesFor(only) });
    const feed = followIncidents(mesh.admin);
    try {
      const options = { seed, variants, atOnce: 6, controlSeconds: 60, controlsAlone: true, say };
      const result = await runCampaign(
        { sandbox: mesh.sandbox, feed },
        { ...options, ...(only === undefined ? {} : { only }) },
      );
      const score = scoreOf(result);
      const share = (part: number) => [score.scored === 0 ? Number.NaN : (100 * part) / score.scored];
      return {
        results: [
          { what: 'detected', unit: '%', samples: share(score.detected), target: '≥ 95' },
          { what: 'right cause first', unit: '%', samples: share(score.right), target: '≥ 90' },
          { what: 'false alarms', unit: 'incidents', samples: [score.falseAlarms], target: '0' },
          {
            what: 'symptom visible in Kafka → incident opened',
            unit: 's',
            samples: score.detectSeconds,
            target: 'p95 ≤ 3',
          },
        ],
        report: `${report(result, score)}\n${reliabilityTable(reliability(score.judged))}`,
        details: { ...result, score },
      };
    } finally {
      feed.close();
      await mesh.stop();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};
