import type { ProposedStep } from '@sremesh/contracts';
import { defaultPolicies } from '@sremesh/policy';
import { authorize, createPolicyEngine, judgeStep, type Situation } from '@sremesh/policy/engine';
import type { Result } from '../benchmark.ts';

const decisions = 5000;

const verify = {
  tool: 'read_consumer_lag',
  args: { groupId: 'payments' },
  expect: [{ path: 'timeToDataLossSeconds', op: 'increasing' as const }],
  windowMs: 1000,
  withinMs: 10_000,
};
const step: ProposedStep = {
  purpose: 'remedy',
  tool: 'set_topic_config',
  args: { topic: 'orders', configs: { 'retention.ms': '600000' } },
  expectedPreState: { 'retention.ms': '60000' },
  rollback: { tool: 'set_topic_config', args: { topic: 'orders', configs: { 'retention.ms': '60000' } } },
  verify,
};
const situation: Situation & { approvals: number } = {
  caller: 'reasoning',
  tenant: 'default',
  cluster: 'kafka-1',
  mode: 'heal',
  now: new Date(),
  evidence: { count: 2, ageSeconds: 5 },
  usageOf: () => ({
    grantsLastHour: 0,
    grantsLastHourSameResource: 0,
    stepsLastDay: 0,
    bytesLastDay: 0,
    changesRunning: 0,
  }),
  approvals: 1,
};

/** One decision each on a read and on a step, none of them kept from before. */
export async function measureDecisions(): Promise<Result[]> {
  const engine = await createPolicyEngine({ directory: defaultPolicies });
  const timed = (what: string, decide: () => { allowed: boolean }): Result => {
    const samples: number[] = [];
    for (let done = -200; done < decisions; done += 1) {
      const from = performance.now();
      const { allowed } = decide();
      if (done >= 0) samples.push(performance.now() - from);
      if (!allowed) throw new Error(`${what}: refused`);
    }
    const p99 = samples.toSorted((a, b) => a - b)[Math.floor(decisions * 0.99)] ?? NaN;
    return {
      what: `policy decision on ${what}: p99 of ${decisions}`,
      unit: 'ms',
      samples: [p99],
      target: '≤ 0.5',
    };
  };
  const use = { caller: 'reasoning', tenant: 'default', tool: 'recall_lessons', facts: {} };
  const results = [
    timed('a read', () => authorize(engine, use)),
    timed('a step', () => judgeStep(engine, [step], { step: 0, direction: 'forward' }, situation)),
  ];
  engine.close();
  return results;
}
