import { describe, expect, it } from 'vitest';
import { plan, rank } from '@sremesh/diagnosis';
import { slow } from './scenes/group-cases.ts';
import { findingsOf, lag } from './scenes/readings.ts';

const unknown = { cause: 'unknown' as const, confidence: 1, evidenceIds: [], because: [], missing: [] };
const planned = (records: number) =>
  plan(slow.detection, [unknown], findingsOf(slow.detection, { read_consumer_lag: lag({ lag: records }) }));

describe('plan - a lag for which no cause is found', () => {
  it('has passed once it is what is normal, and goes to a person while it is not', () => {
    expect(planned(80)).toEqual({
      kind: 'suppress',
      cause: null,
      reason:
        'It had passed by itself when it was looked into: the group is 80 records behind, 40 records are normal.',
    });
    expect(planned(81)).toMatchObject({ kind: 'escalate', cause: null });
  });

  it('is not taken for over where its cause is plain', () => {
    const evidence = findingsOf(slow.detection, slow.outputs);
    expect(plan(slow.detection, rank(slow.detection, evidence), evidence).cause).toBe('consumer.slow');
  });
});
