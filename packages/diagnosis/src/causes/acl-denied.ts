import type { ToolOutput } from '@sremesh/contracts';
import { count, duration, named, perSecond } from '../text.ts';
import { brokerHealthCall } from './broker-calls.ts';
import { byHand } from './by-hand.ts';
import { present, resourceOf } from './calls.ts';
import type { Cause, Signal } from './cause.ts';
import { accessCall, aclCalls } from './client-calls.ts';
import { grade } from './grade.ts';

type Change = ToolOutput<'list_acls'>['changes'][number];

/** Whether a right to the topic, or to the group, went when the symptom began. */
const rightLost: Signal = {
  name: 'right-lost',
  weigh(facts) {
    const lists = aclCalls(facts.detection).flatMap((call) => facts.read(call) ?? []);
    if (lists.length === 0) return undefined;
    const evidenceIds = lists.map(({ evidenceId }) => evidenceId);
    const reads = resourceOf(facts.detection, 'consumer-group') !== undefined;
    const began = Date.parse(facts.detection.since);
    const lost = lists
      .flatMap(({ output }) => output.changes)
      .filter((change) => takesAway(change, reads))
      .map(({ at, entry }) => ({ entry, apart: Math.abs(Date.parse(at) - began) / 1000 }))
      .toSorted((a, b) => a.apart - b.apart);
    const [nearest] = lost;
    if (nearest === undefined) {
      const hidden = lists.some(({ output }) => output.visibility.complete === false);
      return hidden
        ? undefined
        : { logLikelihoodRatio: -2.5, because: 'No right to it was lost.', evidenceIds };
    }
    const { entry, apart } = nearest;
    return {
      logLikelihoodRatio: grade(apart, [
        [10, 4.5],
        [30, 3],
        [120, 0.5],
      ]),
      because: `${named(entry.principal)} lost ${entry.operation} on ${entry.resourceType} ${named(entry.resourceName)} within ${duration(apart)} of its beginning.`,
      evidenceIds,
    };
  },
};

const reading: ReadonlySet<string> = new Set(['Read', 'All']);
const writing: ReadonlySet<string> = new Set(['Write', 'All', 'IdempotentWrite']);

/** What a group needs is to read; of anything else both may be needed. */
const takesAway = ({ change, entry }: Change, reads: boolean): boolean =>
  (entry.permission === 'Allow' ? change === 'removed' : change === 'added') &&
  (reading.has(entry.operation) || (!reads && writing.has(entry.operation)));

/** How often requests are refused for want of such a right. */
const refused: Signal = {
  name: 'refused',
  weigh(facts) {
    const health = facts.read(brokerHealthCall);
    if (health === undefined || !health.output.metrics) return undefined;
    const { brokers, windowSeconds } = health.output;
    const rate = brokers
      .flatMap(({ authorizationErrorsPerSecond }) => authorizationErrorsPerSecond ?? [])
      .filter(({ error }) => error.endsWith('AUTHORIZATION_FAILED'))
      .reduce((sum, { perSecond: errors }) => sum + errors, 0);
    return {
      logLikelihoodRatio: grade(rate * windowSeconds, [
        [0, -2.5],
        [1, 0],
        [5, 1.5],
        [30, 2.5],
      ]),
      because: `${perSecond(rate)} requests were refused for want of rights over ${duration(windowSeconds)}.`,
      evidenceIds: [health.evidenceId],
    };
  },
};

/** What the detector counted since the right went. */
const refusedSince: Signal = {
  name: 'refused-since',
  weigh({ detection }) {
    const { refused: total } = detection.measures;
    if (detection.symptom !== 'authorization-failures' || total === undefined) return undefined;
    return {
      logLikelihoodRatio: grade(total, [
        [0, 0],
        [1, 1.5],
        [20, 2.5],
      ]),
      because: `${count(total, 'request')} ${total === 1 ? 'was' : 'were'} refused since it began.`,
      evidenceIds: [],
    };
  },
};

/** What Kafka's own rules say now. */
const mayNot: Signal = {
  name: 'may-not',
  weigh(facts) {
    const call = accessCall(facts.detection);
    const access = facts.read(call);
    if (call === undefined || access === undefined || access.output.allowed === null) return undefined;
    const { principal, operation, resourceName } = call.args;
    const may = access.output.allowed ? 'may' : 'may not';
    return {
      logLikelihoodRatio: access.output.allowed ? -3 : 2.5,
      because: `${named(principal)} ${may} ${operation} ${named(resourceName)} now.`,
      evidenceIds: [access.evidenceId],
    };
  },
};

export const aclDenied: Cause = {
  name: 'client.acl-denied',
  title: 'a client lacks a right that it needs, as after an ACL was taken away',
  raisedBy: ['authorization-failures', 'lag-growing', 'group-without-members', 'position-stuck'],
  explainedBy: [],
  gather: (detection) => present(...aclCalls(detection), accessCall(detection), brokerHealthCall),
  signals: [rightLost, refused, refusedSince, mayNot],
  response: {
    remedies: [
      byHand('restore-acl', 'give the right back'),
      byHand('use-other-principal', 'let the client use a principal that has the right'),
    ],
  },
};
