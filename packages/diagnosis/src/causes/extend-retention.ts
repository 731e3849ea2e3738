import {
  topicConfigPreStateFrom,
  type ProposedStep,
  type ToolOutput,
  type Verification,
} from '@sremesh/contracts';
import { riskShare } from '../detectors/retention-risk.ts';
import { count, duration, named } from '../text.ts';
import { lagCall, resourceOf, retentionCall } from './calls.ts';
import type { Remedy } from './cause.ts';

const config = 'retention.ms';
const dayMs = 86_400_000;
/** The policy's ceiling for an extension. */
const longestRetentionMs = 7 * dayMs;
/** At least this many times the old value: disk use grows with it, and so does the time to repair the consumer. */
const leastFactor = 4;
/** Of the time the group needs to catch up, because rates change. */
const drainMargin = 2;
/** What a group that keeps up has not committed yet at any moment, in seconds of production. */
const inFlightSeconds = 1;

/**
 * Keep the records until the group has read them: a longer `retention.ms`, and the old value back once the group has
 * caught up so far that the old value would delete nothing it has not read.
 */
export const extendRetention: Remedy = {
  name: 'extend-retention',
  title: 'keep the records longer until the group has caught up',
  plan(facts) {
    const groupId = resourceOf(facts.detection, 'consumer-group');
    const topic = resourceOf(facts.detection, 'topic');
    const lag = facts.read(lagCall(facts.detection));
    const configs = facts.read(retentionCall(facts.detection));
    if (groupId === undefined || topic === undefined || lag === undefined || configs === undefined) {
      return { none: 'Retention is not changed without having read the lag and the present retention.' };
    }
    const before = topicConfigPreStateFrom(configs.output, [config]);
    const found = configs.output.configs.find(({ name }) => name === config);
    const oldMs = Number(found?.value ?? Number.NaN);
    if (found === undefined || !Number.isFinite(oldMs))
      return { none: `The present ${config} could not be read.` };
    if (oldMs < 0) return { none: 'The topic has no retention by time that could be extended.' };
    const newMs = extendedMs(oldMs, lag.output);
    if (newMs <= oldMs) {
      return {
        none: `Retention is ${duration(oldMs / 1000)} already; the policy's maximum is ${duration(longestRetentionMs / 1000)}.`,
      };
    }
    const extended = { topic, configs: { [config]: String(newMs) } };
    const restored = { topic, configs: { [config]: before[config] ?? null } };
    const remedy: ProposedStep = {
      purpose: 'remedy',
      tool: 'set_topic_config',
      args: extended,
      expectedPreState: before,
      rollback: { tool: 'set_topic_config', args: restored },
      verify: safeAndGrowing(groupId, topic, newMs),
    };
    const restore: ProposedStep = {
      purpose: 'restore',
      tool: 'set_topic_config',
      args: restored,
      expectedPreState: extended.configs,
      rollback: { tool: 'set_topic_config', args: extended },
      verify: isBack(topic, found),
      when: caughtUp(groupId, topic, { oldMs, newMs, produceRate: usualRate(lag.output) }),
    };
    const summary =
      `Extend ${config} of topic ${named(topic)} from ${duration(oldMs / 1000)} to ${duration(newMs / 1000)}, so that group ` +
      `${named(groupId)}, ${count(lag.output.lag, 'record')} behind, can read what would be deleted; ` +
      'the old value comes back once it has caught up. Until then the topic may take up to ' +
      `${Math.ceil(newMs / oldMs)} times the disk.`;
    return { summary, steps: [remedy, restore] };
  },
};

type Lag = ToolOutput<'read_consumer_lag'>;

/**
 * Long enough for the oldest unread record to be kept until the group has caught up, with a margin, where it is known
 * to be catching up; a multiple of the old value otherwise. Whole seconds, at most the policy's maximum, never shorter.
 */
function extendedMs(oldMs: number, lag: Lag): number {
  const { timeToDataLossSeconds: left, timeToDrainSeconds: drain } = lag;
  const ageMs = oldMs - (left ?? 0) * 1000;
  const neededMs = drain === null ? 0 : ageMs + drain * 1000 * drainMargin;
  const wantedMs = Math.max(oldMs * leastFactor, neededMs);
  return Math.max(oldMs, Math.min(longestRetentionMs, Math.ceil(wantedMs / 1000) * 1000));
}

const usualRate = ({ baselineProduceRate, produceRate }: Lag): number =>
  baselineProduceRate ?? produceRate ?? 0;

/** The detector's own line is crossed back, and the group gains on retention. */
const safeAndGrowing = (groupId: string, topic: string, newMs: number): Verification => ({
  tool: 'read_consumer_lag',
  args: { groupId, topic },
  expect: [
    { path: 'timeToDataLossSeconds', op: 'null-or-at-least', value: (newMs / 1000) * riskShare },
    { path: 'timeToDataLossSeconds', op: 'increasing' },
  ],
  // Two of the usual commit intervals: see `isIncreasing`.
  windowMs: 10_000,
  withinMs: 120_000,
  // A longer retention counts as soon as it is set; only the trend has to wait for the group.
  levelsWithinMs: 20_000,
});

/**
 * Nothing is unread but what is in flight (a group that keeps consuming a busy topic never shows 0), and even counted
 * by the old retention the oldest unread record would have most of its time left.
 */
const caughtUp = (
  groupId: string,
  topic: string,
  { oldMs, newMs, produceRate }: { oldMs: number; newMs: number; produceRate: number },
): Verification => ({
  tool: 'read_consumer_lag',
  args: { groupId, topic },
  expect: [
    { path: 'lag', op: 'at-most', value: Math.ceil(produceRate * inFlightSeconds) },
    {
      path: 'timeToDataLossSeconds',
      op: 'null-or-at-least',
      value: (newMs - oldMs * (1 - riskShare)) / 1000,
    },
  ],
  windowMs: 0,
  withinMs: dayMs,
});

const isBack = (
  topic: string,
  { value, source }: { value: string | null; source: string },
): Verification => ({
  tool: 'describe_configs',
  args: { topic, names: [config] },
  expect: [
    { path: 'configs.0.value', op: 'equals', value: value ?? '' },
    { path: 'configs.0.source', op: 'equals', value: source },
  ],
  windowMs: 0,
  withinMs: 30_000,
});
