import type { ProposedStep } from '@sremesh/contracts';
import { describe, expect, it } from 'vitest';
import { settle } from '../../src/nodes/settle.ts';
import type { IncidentState, StepRun } from '../../src/state.ts';

const step = (purpose: 'remedy' | 'restore', rollback = true): ProposedStep => ({
  purpose,
  tool: 'set_topic_config',
  args: {},
  expectedPreState: {},
  rollback: rollback ? { tool: 'set_topic_config', args: {} } : null,
  verify: {
    tool: 'read_consumer_lag',
    args: {},
    expect: [{ path: 'lag', op: 'equals', value: 0 }],
    windowMs: 0,
    withinMs: 1000,
  },
});

const settled = (steps: ProposedStep[], run: Partial<StepRun>, verified?: IncidentState['verified']) =>
  settle(
    {
      change: {
        cluster: 'c',
        cause: 'topic.retention-edge',
        resources: [],
        evidenceIds: [],
        summary: '',
        steps,
      },
      run: {
        index: 0,
        direction: 'forward',
        attempt: 1,
        grantId: 'grant-1',
        appliedAt: 1,
        outcome: 'applied',
        reason: 'why',
        ...run,
      },
      verified,
    } as unknown as IncidentState,
    {},
  );

describe('incident graph - what follows from a step', () => {
  it('resolves when the remedy held, and takes the next remedy first where there is one', async () => {
    expect(await settled([step('remedy'), step('restore')], {}, 'held')).toMatchObject({ next: 'resolve' });
    expect(await settled([step('remedy'), step('remedy')], {}, 'held')).toMatchObject({
      next: 'grant',
      run: { index: 1, attempt: 1, direction: 'forward' },
    });
  });

  it('undoes a remedy that did not help, and says undone once the state before is back', async () => {
    expect(await settled([step('remedy')], {}, 'failed')).toMatchObject({
      next: 'grant',
      run: { index: 0, direction: 'rollback', attempt: 1 },
    });
    expect(await settled([step('remedy')], { direction: 'rollback' })).toMatchObject({
      next: 'close',
      ending: { status: 'undone' },
    });
  });

  it('gives a person what cannot be undone, or what undoing would harm', async () => {
    expect(await settled([step('remedy', false)], {}, 'failed')).toMatchObject({
      ending: { status: 'escalated' },
    });
    expect(await settled([step('remedy')], {}, 'kept')).toMatchObject({
      ending: { status: 'escalated', reason: expect.stringContaining('why') },
    });
  });

  it.each(['failed', 'refused', 'prestate_changed', 'not-granted'])(
    'escalates a remedy that was not carried out: %s',
    async (outcome) => {
      expect(await settled([step('remedy')], { outcome })).toMatchObject({
        next: 'close',
        ending: { status: 'escalated', reason: expect.stringContaining(outcome) },
      });
    },
  );

  it('asks again when a grant expired unused, but not for ever', async () => {
    expect(await settled([step('remedy')], { outcome: 'expired' })).toMatchObject({
      next: 'grant',
      run: { attempt: 2, grantId: '', outcome: '' },
    });
    expect(await settled([step('remedy')], { outcome: 'expired', attempt: 5 })).toMatchObject({
      next: 'close',
    });
  });

  it('ends after the restore, whichever way it went', async () => {
    const steps = [step('remedy'), step('restore')];
    expect(await settled(steps, { index: 1 }, 'held')).toMatchObject({ next: 'end' });
    expect(await settled(steps, { index: 1, outcome: 'failed' })).toMatchObject({ next: 'end' });
    expect(await settled(steps, { index: 1 }, 'failed')).toMatchObject({
      next: 'grant',
      run: { direction: 'rollback', index: 1 },
    });
  });
});
