import { describe, expect, it } from 'vitest';
import { tools, type ClusterObservation, type Detection } from '@sremesh/contracts';
import { evidenceFrom, explain, type Finding } from '@sremesh/diagnosis';
import { burst, skew, type Case } from './scenes/cases.ts';
import { start } from './scenes/clock.ts';
import { quiet } from './scenes/flow.ts';
import { cluster, findingsOf } from './scenes/readings.ts';

const overview = (): Finding[] => {
  const call = { tool: 'describe_cluster', args: {} };
  const output = cluster([0, 0, 0]);
  return [{ evidence: evidenceFrom(call, output), output }];
};
const explained = (cases: readonly Case[], differs: Partial<ClusterObservation> = {}, omitted = 0) =>
  explain({
    observation: { ...quiet, at: start, ...differs },
    windowSeconds: 60,
    overview: overview(),
    examined: cases.map(({ detection, outputs }) => ({
      detection,
      findings: findingsOf(detection, outputs),
    })),
    omitted,
  });

describe('explain - a healthy cluster', () => {
  it('is said to be one, as far as could be seen', () => {
    const said = explained([]);
    expect(said).toMatchObject({ healthy: true, findings: [], notSeen: [] });
    expect(said.sentences.map(({ text }) => text)).toContain('Nothing is wrong, by what could be seen.');
  });

  it('says what could not be seen', () => {
    const hidden = [{ part: 'acls' as const, reason: 'user "reader" needs Describe on the cluster' }];
    expect(explained([], { hidden }).notSeen).toEqual(['acls: user "reader" needs Describe on the cluster']);
  });
});

describe('explain - something is wrong', () => {
  const said = explained([skew, burst], {}, 3);

  it('is the output of its tool, and cites only evidence that it brings', () => {
    const { sentences, evidence } = tools.explain_current_state.output.parse(said);
    const ids = evidence.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { evidenceIds } of sentences) {
      expect(evidenceIds.length).toBeGreaterThan(0);
      for (const id of evidenceIds) expect(ids).toContain(id);
    }
  });

  it('names the cause of each symptom, what speaks for it, and what helps', () => {
    const text = said.sentences.map((sentence) => sentence.text).join('\n');
    expect(said.healthy).toBe(false);
    expect(said.findings.map(({ runbook }) => runbook)).toEqual(['broker.leader-skew', 'benign.burst']);
    expect(text).toMatch(/Most likely broker\.leader-skew \(.+\) with \d+ %, before/);
    expect(text).toMatch(/What would help: .*leader/);
    expect(text).toMatch(/Nothing has to be done: .*\d/);
    expect(text).toContain('5 symptoms found.');
    expect(said.notSeen).toContain('3 further symptoms that were not looked into');
  });

  it('is healthy where all that was found is benign', () => {
    expect(explained([burst])).toMatchObject({ healthy: true });
  });

  it('tells what follows from a symptom, and which readings are missing', () => {
    const detection: Detection = {
      ...skew.detection,
      explains: [
        {
          symptom: 'under-replicated',
          resource: { kind: 'topic', name: 'orders' },
          summary: 'Topic "orders" is short of replicas.',
        },
      ],
    };
    const alone = explained([{ detection, outputs: {} }]);
    expect(alone.sentences.map(({ text }) => text)).toContain(
      'That explains, too: Topic "orders" is short of replicas.',
    );
    expect(alone.notSeen.join('\n')).toContain('describe_topics');
    expect(alone.sentences.filter(({ evidenceIds }) => evidenceIds.length === 0)).toEqual([]);
  });
});
