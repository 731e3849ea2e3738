import { describe, expect, it } from 'vitest';
import { digestOf, Evidence, symptoms, ToolCall, tools } from '@sremesh/contracts';
import { candidatesFor, evidenceFrom, evidenceToGather, knownCauses } from '@sremesh/diagnosis';
import { burst, edge, rebalance, skew } from '../scenes/cases.ts';
import { allDetections, retentionRisk } from '../scenes/detections.ts';
import { findingsOf, lag } from '../scenes/readings.ts';

describe('evidence - what to gather', () => {
  it('asks each question once, of tools that only read, with arguments that they take', () => {
    for (const detection of allDetections) {
      const calls = evidenceToGather(detection);
      expect(new Set(calls.map((call) => digestOf(call))).size).toBe(calls.length);
      for (const call of calls) {
        const contract = Object.values(tools).find(({ name }) => name === ToolCall.parse(call).tool);
        expect(contract?.annotations.readOnlyHint).toBe(true);
        expect(contract?.input.strict().safeParse(call.args).success).toBe(true);
      }
    }
  });

  it('covers the candidates and their look-alikes', () => {
    expect(evidenceToGather(retentionRisk).map(({ tool }) => tool)).toEqual([
      'read_consumer_lag',
      'describe_configs',
      'describe_consumer_group',
    ]);
  });

  it('has a candidate for each symptom, and declares every cause once', () => {
    for (const symptom of symptoms) expect(candidatesFor(symptom).length).toBeGreaterThan(0);
    const names = knownCauses.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { explainedBy } of knownCauses)
      expect(names).toEqual(expect.arrayContaining([...explainedBy]));
  });
});

describe('evidence - what a reading says', () => {
  it('is a sentence and a value with a unit, cited by a digest of the output', () => {
    for (const { detection, outputs } of [edge, burst, rebalance, skew]) {
      for (const { evidence, output } of findingsOf(detection, outputs)) {
        expect(Evidence.parse(evidence)).toEqual(evidence);
        expect(evidence.digest).toBe(digestOf(output));
        expect(evidence.id).toBe(`ev-${evidence.digest.slice(7, 19)}`);
        expect(evidence.summary).toMatch(/^[A-Z0-9].*\.$/);
      }
    }
  });

  it('says how far behind, how fast, and what is at stake', () => {
    const call = { tool: 'read_consumer_lag', args: { groupId: 'billing', topic: 'orders' } };
    const output = lag({ lag: 1200, consumeRate: 5, timeToDataLossSeconds: 10, windowSeconds: 60 });
    const evidence = evidenceFrom(call, output);
    expect(evidence).toMatchObject({ value: 1200, unit: 'records' });
    expect(evidence.summary).toBe(
      'Group "billing" is 1,200 records behind on topic "orders": 100/s come in, 5/s are read; ' +
        'the lag does not shrink; retention may delete unread records in 10 s.',
    );
    expect(Date.parse(evidence.window.to) - Date.parse(evidence.window.from)).toBe(60_000);
  });

  it('says of a source that is not configured that it is not, and gives no number of it', () => {
    const nothing = { observedAt: lag().observedAt, total: 0, nextCursor: null, claim: null };
    for (const [tool, output, said] of [
      ['list_schemas', { subjects: [] }, 'No schema registry is configured.'],
      ['list_connectors', { connectors: [] }, 'No Kafka Connect is configured.'],
    ] as const) {
      const of = (configured: boolean) =>
        evidenceFrom({ tool, args: {} }, { ...nothing, ...output, configured });
      expect(of(false)).toMatchObject({ summary: said, value: null, unit: null });
      expect(of(true)).toMatchObject({ summary: expect.stringMatching(/^0 /), value: 0 });
    }
  });

  it('keeps names from outside in one line and within bounds', () => {
    const groupId = `a"\n\u001b[31m${'x'.repeat(900)}`;
    const { summary } = evidenceFrom({ tool: 'read_consumer_lag', args: { groupId } }, lag({ groupId }));
    expect(summary).not.toMatch(/\p{Cc}/u);
    expect(summary.length).toBeLessThan(500);
  });

  it('refuses a tool that gives no evidence, and an output that is not the tool’s', () => {
    expect(() => evidenceFrom({ tool: 'elect_leaders', args: {} }, {})).toThrow(TypeError);
    expect(() => evidenceFrom({ tool: 'describe_cluster', args: {} }, { clusterId: 1 })).toThrow(/clusterId/);
  });
});
