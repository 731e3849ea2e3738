import type { ProposedStep } from '@sremesh/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeStep, type PolicyEngine } from '../../src/engine.ts';
import { electLeaders, growRetention, restoreRetention } from '../support/changes.ts';
import { calm, standardEngine } from '../support/situations.ts';

let engine: PolicyEngine;
beforeAll(async () => {
  engine = await standardEngine();
});
afterAll(() => engine.close());

const week = 7 * 24 * 3_600_000;
const judge = (steps: ProposedStep[], step: number, direction: 'forward' | 'rollback') =>
  judgeStep(engine, steps, { step, direction }, { ...calm(), approvals: 1 });
const forward = (...steps: ProposedStep[]) => judge(steps, steps.length - 1, 'forward');
const withArgs = (step: ProposedStep, args: ProposedStep['args']): ProposedStep => ({ ...step, args });

describe('policies - set_topic_config', () => {
  it('permits retention to grow, up to seven days', () => {
    expect(forward(growRetention())).toMatchObject({ allowed: true, policies: ['retention-grows-to-7d'] });
    expect(forward(growRetention('60000', String(week)))).toMatchObject({ allowed: true });
  });

  it.each([
    ['beyond seven days', growRetention('60000', String(week + 1)), 'at or below'],
    ['for ever', growRetention('60000', '-1'), 'have to grow'],
    ['shorter', growRetention('60000', '59999'), 'have to grow'],
    ['the same', growRetention('60000', '60000'), 'have to grow'],
    ['back to inherited', growRetention('60000', null), 'have to grow'],
    ['in another notation', growRetention('60000', '6e5'), 'have to grow'],
    ['from an inherited value', growRetention(null), 'finite retention.ms of its own'],
    ['from for ever', growRetention('-1'), 'finite retention.ms of its own'],
    ['from a value that is no number', growRetention('a lot'), 'finite retention.ms of its own'],
    [
      'with a second config',
      withArgs(growRetention(), {
        topic: 'orders',
        configs: { 'retention.ms': '600000', 'cleanup.policy': 'delete' },
      }),
      'nothing else',
    ],
    [
      'as another config',
      withArgs(growRetention(), { topic: 'orders', configs: { 'segment.ms': '600000' } }),
      'nothing else',
    ],
    [
      'with a pre-state of another config',
      { ...growRetention(), expectedPreState: { 'segment.ms': '1' } },
      'pre-state',
    ],
    ['without a pre-state', { ...growRetention(), expectedPreState: null }, 'pre-state'],
    [
      'with a field the tool does not have',
      withArgs(growRetention(), { ...growRetention().args, force: true }),
      'no others',
    ],
    [
      'on a topic Kafka cannot have',
      withArgs(growRetention(), { topic: '../etc', configs: { 'retention.ms': '600000' } }),
      'fit its schema',
    ],
  ])('refuses retention set %s', (_, step, reason) => {
    expect(forward(step)).toMatchObject({ allowed: false, reason: expect.stringContaining(reason) });
  });

  it('permits a restore to exactly the recorded value', () => {
    expect(forward(growRetention(), restoreRetention())).toMatchObject({
      allowed: true,
      policies: ['retention-put-back'],
    });
  });

  it.each([
    ['to another value', [growRetention(), restoreRetention('59999')]],
    ['from another value', [growRetention(), restoreRetention('60000', '700000')]],
    ['before there is anything to restore', [restoreRetention()]],
    [
      'of another topic',
      [
        growRetention(),
        withArgs(restoreRetention(), { topic: 'other', configs: { 'retention.ms': '60000' } }),
      ],
    ],
    ['after a step of another tool', [electLeaders(), restoreRetention()]],
  ])('refuses a restore %s', (_, steps) => {
    expect(forward(...steps)).toMatchObject({
      allowed: false,
      reason: expect.stringContaining('recorded'),
    });
  });

  it('permits a rollback to exactly the recorded value and no other', () => {
    const step = growRetention();
    expect(judge([step], 0, 'rollback')).toMatchObject({ allowed: true, policies: ['retention-put-back'] });
    const other = { tool: 'set_topic_config', args: { topic: 'orders', configs: { 'retention.ms': '1' } } };
    expect(judge([{ ...step, rollback: other }], 0, 'rollback')).toMatchObject({ allowed: false });
    expect(judge([{ ...step, rollback: null }], 0, 'rollback')).toMatchObject({
      allowed: false,
      policies: ['steps'],
    });
  });
});

describe('policies - elect_leaders', () => {
  it('permits up to a thousand partitions', () => {
    expect(forward(electLeaders(1000))).toMatchObject({
      allowed: true,
      policies: ['elect-preferred-leaders'],
    });
    expect(forward(electLeaders(1001))).toMatchObject({ allowed: false });
  });

  it.each([
    ['without a pre-state', { ...electLeaders(), expectedPreState: null }, 'pre-state'],
    [
      'with a pre-state of other partitions',
      { ...electLeaders(2), expectedPreState: electLeaders(3).expectedPreState },
      'pre-state',
    ],
    [
      'where every leader is the preferred one',
      {
        ...electLeaders(1),
        expectedPreState: [{ topic: 'orders', partition: 0, leader: 1, preferredLeader: 1 }],
      },
      'another than its preferred',
    ],
    ['as a restore', { ...electLeaders(), purpose: 'restore' as const }, 'restore'],
  ])('refuses an election %s', (_, step, reason) => {
    expect(forward(step)).toMatchObject({ allowed: false, reason: expect.stringContaining(reason) });
  });

  it('refuses a partition named twice', () => {
    const twice = [0, 0].map((partition) => ({ topic: 'orders', partition }));
    const step = {
      ...electLeaders(),
      args: { partitions: twice },
      expectedPreState: twice.map((named) => ({ ...named, leader: 2, preferredLeader: 1 })),
    };
    expect(forward(step)).toMatchObject({ allowed: false, reason: expect.stringContaining('once') });
  });
});
