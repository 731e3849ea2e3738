import { describe, expect, it } from 'vitest';
import { report } from './report.ts';
import { isRight, scoreOf } from './score.ts';
import type { CampaignResult } from './campaign.ts';
import type { Trial, TrialIncident } from './trial.ts';

const incident = (cause: string, differs: Partial<TrialIncident> = {}): TrialIncident => ({
  id: `inc-${cause}`,
  status: 'escalated',
  symptom: 'lag-growing',
  openedAt: 12_000,
  diagnosedAt: 12_500,
  first: { cause, confidence: 0.8 },
  second: null,
  summary: 'something was seen',
  ...differs,
});

const trial = (differs: Partial<Trial> = {}): Trial => ({
  cause: 'consumer.slow',
  variant: 'half as fast',
  seed: 1,
  resources: [],
  visibleAt: 10_000,
  incident: incident('consumer.slow'),
  others: [],
  failure: null,
  ...differs,
});

const result = (differs: Partial<CampaignResult>): CampaignResult => ({
  seed: 1,
  trials: [],
  controls: [],
  aftermath: [],
  strays: [],
  seconds: 60,
  ...differs,
});

describe('scoreboard - what is right', () => {
  it('is the cause first; of a benign one that it was left alone, too', () => {
    expect(isRight(trial())).toBe(true);
    expect(isRight(trial({ incident: incident('consumer.down') }))).toBe(false);
    expect(isRight(trial({ incident: null }))).toBe(false);
    const burst = (status: TrialIncident['status']) =>
      trial({ cause: 'benign.burst', incident: incident('benign.burst', { status }) });
    expect(isRight(burst('suppressed'))).toBe(true);
    expect(isRight(burst('escalated'))).toBe(false);
  });
});

describe('scoreboard - the score', () => {
  const trials = [
    trial(),
    trial({ variant: 'missed', incident: null }),
    trial({ variant: 'wrong', incident: incident('consumer.down', { openedAt: 9000 }) }),
    trial({ variant: 'broken', failure: 'no process could be started', incident: null }),
    trial({ variant: 'never seen', visibleAt: null, incident: null }),
    trial({ cause: 'broker.down', others: [incident('consumer.slow')], incident: incident('broker.down') }),
  ];
  const alarm = incident('consumer.slow');
  const calm = incident('benign.burst', { status: 'suppressed' });
  const controls = [
    { name: 'steady', variant: 'a', seed: 1, watchedSeconds: 60, alarms: [alarm, calm], failure: null },
  ];

  const all = result({ trials, controls, strays: [incident('broker.down')] });
  const score = scoreOf(all);

  it('counts only trials whose symptom showed, and lists the others', () => {
    expect(score).toMatchObject({ scored: 4, detected: 3, right: 2, falseAlarms: 2, misleading: 1 });
    expect(score.notCarriedOut.map(({ variant }) => variant)).toEqual(['broken', 'never seen']);
    expect(score.detectSeconds).toEqual([2, -1, 2]);
    expect(score.judged.map(({ right }) => right)).toEqual([true, false, true]);
  });

  it('is told with every miss', () => {
    const text = report(all, score);
    expect(text).toContain('| consumer.slow | 3 | 2 | 1 |');
    expect(text).toContain('consumer.slow (missed): no incident');
    expect(text).toContain('consumer.slow (wrong): lag-growing → consumer.down 0.80');
    expect(text).toContain('consumer.slow (broken): no process could be started');
    expect(text).toContain('steady (a): lag-growing');
    expect(text).toContain('broker.down (half as fast): lag-growing → consumer.slow');
  });
});
