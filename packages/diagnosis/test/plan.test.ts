import { describe, expect, it } from 'vitest';
import {
  LeadersPreState,
  ProposedChange,
  TopicConfigPreState,
  tools,
  type ProposedStep,
} from '@sremesh/contracts';
import { plan, rank } from '@sremesh/diagnosis';
import { burst, edge, rebalance, skew, type Case } from './scenes/cases.ts';
import { cluster, findingsOf, group, lag, retention, skewed } from './scenes/readings.ts';

const planned = ({ detection, outputs }: Case) => {
  const findings = findingsOf(detection, outputs);
  return plan(detection, rank(detection, findings), findings);
};
const stepsOf = (one: Case): ProposedStep[] => {
  const result = planned(one);
  if (result.kind !== 'change') throw new Error(`no change but ${result.kind}: ${result.reason}`);
  return ProposedChange.parse(result.change).steps;
};
/** Of set_topic_config steps. */
const retentionOf = (step: ProposedStep | undefined): string | null | undefined =>
  step === undefined ? undefined : tools.set_topic_config.input.parse(step.args).configs['retention.ms'];

const withOutputs = (one: Case, outputs: Partial<Case['outputs']>): Case => ({
  ...one,
  outputs: { ...one.outputs, ...outputs },
});

describe('plan - retention edge', () => {
  it('extends the retention, then puts the old value back', () => {
    const [remedy, restore, ...others] = stepsOf(edge);
    expect(others).toEqual([]);
    expect([remedy?.purpose, restore?.purpose]).toEqual(['remedy', 'restore']);
    expect(Number(retentionOf(remedy))).toBe(96_000);
    expect(retentionOf(restore)).toBe('24000');
    expect(remedy?.expectedPreState).toEqual({ 'retention.ms': '24000' });
    expect(restore?.expectedPreState).toEqual({ 'retention.ms': '96000' });
    expect(remedy?.rollback).toEqual({ tool: 'set_topic_config', args: restore?.args });
    expect(restore?.rollback).toEqual({ tool: 'set_topic_config', args: remedy?.args });
  });

  it('removes the override again where there was none', () => {
    const inherited = withOutputs(edge, { describe_configs: retention('24000', 'DEFAULT_CONFIG') });
    const [remedy, restore] = stepsOf(inherited);
    expect(remedy?.expectedPreState).toEqual({ 'retention.ms': null });
    expect(retentionOf(restore)).toBeNull();
    expect(restore?.verify.expect).toContainEqual({
      path: 'configs.0.source',
      op: 'equals',
      value: 'DEFAULT_CONFIG',
    });
  });

  it('is as long as the group needs to catch up, at most the policy’s maximum', () => {
    const slowly = (timeToDrainSeconds: number) =>
      Number(
        retentionOf(
          stepsOf(
            withOutputs(edge, {
              read_consumer_lag: lag({
                lag: 1200,
                peakLag: 1200,
                timeToDataLossSeconds: 10,
                timeToDrainSeconds,
              }),
            }),
          )[0],
        ),
      );
    expect(slowly(100)).toBe(214_000);
    expect(slowly(10_000)).toBe(20_014_000);
    expect(slowly(10_000_000)).toBe(604_800_000);
  });

  it('never shrinks it: at the maximum a person is asked', () => {
    const long = withOutputs(edge, {
      read_consumer_lag: lag({
        lag: 1200,
        peakLag: 1200,
        consumeRate: 5,
        timeToDataLossSeconds: 9,
        retentionMs: 7e8,
      }),
      describe_configs: retention('700000000'),
    });
    expect(planned(long)).toMatchObject({ kind: 'escalate', cause: 'topic.retention-edge' });
  });

  it('puts the old value back only when nothing unread would fall under it', () => {
    const when = stepsOf(edge)[1]?.when;
    expect(when?.expect).toEqual([
      { path: 'lag', op: 'at-most', value: 100 },
      { path: 'timeToDataLossSeconds', op: 'null-or-at-least', value: 84 },
    ]);
  });

  it('does nothing without having read the retention', () => {
    const { describe_configs: _, ...outputs } = edge.outputs;
    const result = planned({ ...edge, outputs });
    expect(result.kind).toBe('escalate');
  });
});

describe('plan - leader skew', () => {
  it('elects exactly the partitions that were read, from the leaders that were read', () => {
    const [step, ...others] = stepsOf(skew);
    expect(others).toEqual([]);
    const { partitions } = tools.elect_leaders.input.parse(step?.args);
    expect(partitions).toEqual(skewed(10).partitions.map(({ topic, partition }) => ({ topic, partition })));
    expect(LeadersPreState.parse(step?.expectedPreState)[0]).toEqual({
      topic: 'orders',
      partition: 0,
      leader: 1,
      preferredLeader: 3,
    });
    expect(step?.verify.args).toEqual({ onlyLeaderSkew: true, limit: 1000, topics: ['orders'] });
  });

  it('leaves out a partition whose preferred leader fell out of sync', () => {
    const output = skewed(10);
    const partitions = output.partitions.map((found) =>
      found.partition === 4 ? { ...found, isr: [1, 2] } : found,
    );
    const [step] = stepsOf(withOutputs(skew, { describe_topics: { ...output, partitions } }));
    expect(tools.elect_leaders.input.parse(step?.args).partitions).toHaveLength(9);
  });

  it('verifies by what is left where more were skewed than one reading shows', () => {
    const [step] = stepsOf(withOutputs(skew, { describe_topics: skewed(1000, { omitted: 300 }) }));
    expect(step?.verify.expect).toEqual([{ path: 'omitted', op: 'at-most', value: 0 }]);
  });

  it('elects nothing while a broker is missing', () => {
    const result = planned(
      withOutputs(skew, { describe_cluster: cluster([0, 0, 1], { offlineReplicas: 1 }) }),
    );
    expect(result.kind).toBe('escalate');
  });
});

describe('plan - benign causes are suppressed with their numbers', () => {
  it('a burst', () => {
    const result = planned(burst);
    expect(result).toMatchObject({ kind: 'suppress', cause: 'benign.burst' });
    expect(result.kind === 'suppress' ? result.reason : '').toMatch(
      /40 times.*4,000 records.*2,000 records.*2\.1 s/,
    );
  });

  it('a burst that has drained meanwhile', () => {
    const drained = withOutputs(burst, {
      read_consumer_lag: lag({
        lag: 0,
        peakLag: 4000,
        timeToDrainSeconds: 0,
        timeToDataLossSeconds: null,
        retentionMs: null,
      }),
    });
    expect(planned(drained)).toMatchObject({ kind: 'suppress', cause: 'benign.burst' });
  });

  it('a rebalance, going on or over', () => {
    expect(planned(rebalance)).toMatchObject({ kind: 'suppress', cause: 'benign.rebalance' });
    const over = withOutputs(rebalance, {
      describe_consumer_group: group({ rebalancingShare: 0.03, stateChanges: 4 }),
    });
    const result = planned(over);
    expect(result.kind === 'suppress' ? result.reason : '').toMatch(
      /1\.8 s of the window, "Stable" now.*20|120 records/,
    );
  });

  it('not a group that lost its members', () => {
    const empty = withOutputs(rebalance, {
      describe_consumer_group: group({ state: 'Empty', rebalancingShare: 0.03, stateChanges: 3 }),
    });
    expect(planned(empty).kind).toBe('escalate');
  });
});

describe('plan - what is not clear goes to a person', () => {
  it('says so, with what could not be had', () => {
    for (const { detection } of [edge, burst, rebalance, skew]) {
      const result = plan(detection, rank(detection, []), []);
      expect(result).toMatchObject({ kind: 'escalate', cause: null });
      expect(result.kind === 'escalate' ? result.reason : '').toMatch(/Could not be had: \w+ \{/);
    }
  });

  it('names the rival when two cannot be told apart', () => {
    const hypotheses = rank(edge.detection, findingsOf(edge.detection, edge.outputs)).map(
      (hypothesis, index) => ({
        ...hypothesis,
        confidence: [0.52, 0.4, 0.05, 0.03][index] ?? 0,
      }),
    );
    const result = plan(edge.detection, hypotheses, findingsOf(edge.detection, edge.outputs));
    expect(result.kind === 'escalate' ? result.reason : '').toMatch(/52 %.*40 %/);
  });

  it('survives having no hypotheses', () => {
    expect(plan(edge.detection, [], []).kind).toBe('escalate');
  });
});

describe('plan - steps fit the tools', () => {
  it.each([
    ['retention edge', edge],
    ['leader skew', skew],
  ])('%s', (_, one) => {
    for (const { tool, args, rollback, verify, when, expectedPreState } of stepsOf(one)) {
      for (const call of [{ tool, args }, ...(rollback === null ? [] : [rollback])]) {
        expect(['set_topic_config', 'elect_leaders']).toContain(call.tool);
        const contract = call.tool === 'elect_leaders' ? tools.elect_leaders : tools.set_topic_config;
        expect(contract.input.strict().parse(call.args)).toEqual(call.args);
      }
      const preState = tool === 'elect_leaders' ? LeadersPreState : TopicConfigPreState;
      expect(preState.safeParse(expectedPreState).success).toBe(true);
      for (const check of when === undefined ? [verify] : [verify, when]) {
        const contract = Object.values(tools).find(({ name }) => name === check.tool);
        expect(contract?.annotations.readOnlyHint).toBe(true);
        expect(contract?.input.strict().safeParse(check.args).success).toBe(true);
      }
    }
  });
});
