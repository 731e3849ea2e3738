import type { ProposedStep } from '@sremesh/contracts';
import { defaultPolicies } from '@sremesh/policy';
import { createPolicyEngine, judgeStep, type Situation } from '@sremesh/policy/engine';
import type { Result } from '../benchmark.ts';

const step: ProposedStep = {
  purpose: 'remedy',
  tool: 'set_topic_config',
  args: { topic: 'orders', configs: { 'retention.ms': '600000' } },
  expectedPreState: { 'retention.ms': '60000' },
  rollback: { tool: 'set_topic_config', args: { topic: 'orders', configs: { 'retention.ms': '60000' } } },
  verify: {
    tool: 'read_consumer_lag',
    args: { groupId: 'payments' },
    expect: [{ path: 'lag', op: 'at-most', value: 0 }],
    windowMs: 0,
    withinMs: 10_000,
  },
};

const situation: Situation & { approvals: number } = {
  caller: 'reasoning',
  human: { name: 'ann', role: 'operator', tenants: ['default'] },
  tenant: 'default',
  cluster: 'cluster',
  mode: 'heal',
  now: new Date(),
  evidence: { count: 3, ageSeconds: 20 },
  usageOf: () => ({
    grantsLastHour: 3,
    grantsLastHourSameResource: 1,
    stepsLastDay: 9,
    bytesLastDay: 0,
    changesRunning: 1,
  }),
  approvals: 1,
};

/** Decisions of the default policies on a step that they allow, one by one and without any cache; milliseconds each. */
export async function measureDecisions(count = 20_000): Promise<Result> {
  const engine = await createPolicyEngine({ directory: defaultPolicies });
  const samples: number[] = [];
  try {
    for (let done = -500; done < count; done++) {
      const from = performance.now();
      const { allowed, reason } = judgeStep(engine, [step], { step: 0, direction: 'forward' }, situation);
      const took = performance.now() - from;
      if (!allowed) throw new Error(`the benchmark's step is refused: ${reason}`);
      if (done >= 0) samples.push(took);
    }
  } finally {
    engine.close();
  }
  return { what: 'policy decision', unit: 'ms', samples, target: 'p99 ≤ 0.5' };
}
