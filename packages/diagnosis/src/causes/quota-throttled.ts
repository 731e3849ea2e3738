import type { ToolOutput } from '@sremesh/contracts';
import type { Facts } from '../evidence/facts.ts';
import { count, duration, named, round } from '../text.ts';
import { byHand } from './by-hand.ts';
import { groupCall, present, resourceOf } from './calls.ts';
import type { Cause, Signal } from './cause.ts';
import { aclCalls, throttlingCall } from './client-calls.ts';
import { grade } from './grade.ts';

type Client = ToolOutput<'read_throttling'>['clients'][number];

/** How much the client that the symptom is about is held back, or one whose client id or user the group's members have. */
const heldBack: Signal = {
  name: 'held-back',
  weigh(facts) {
    const throttling = facts.read(throttlingCall);
    if (throttling === undefined || !throttling.output.metrics) return undefined;
    const { clients, windowSeconds } = throttling.output;
    const worst = worstOf(facts, clients);
    const evidenceIds = [throttling.evidenceId];
    if (worst === undefined) {
      const because = `None of ${count(clients.length, 'throttled client')} is the one it is about.`;
      return { logLikelihoodRatio: -4, because, evidenceIds };
    }
    return {
      logLikelihoodRatio: grade(worst.throttleMs, [
        [0, -2],
        [5, 0.5],
        [30, 3],
        [300, 4.5],
      ]),
      because:
        `Client ${named(`${worst.user}/${worst.clientId}`)} is held back by ${round(worst.throttleMs, 1)} ms a ${worst.request} request, ` +
        `for ${duration(worst.throttledSeconds)} of the last ${duration(windowSeconds)}.`,
      evidenceIds,
    };
  },
};

/** Whether that goes on, and a quota is known that asks for it. */
const byAQuota: Signal = {
  name: 'by-a-quota',
  weigh(facts) {
    const throttling = facts.read(throttlingCall);
    const worst = worstOf(facts, throttling?.output.clients ?? []);
    if (throttling === undefined || worst === undefined) return undefined;
    const { quota, throttledSeconds } = worst;
    const lasting = grade(throttledSeconds, [
      [0, -1],
      [2, 0.5],
      [10, 1.5],
    ]);
    return {
      logLikelihoodRatio: lasting + (quota === null ? 0 : 1),
      because:
        quota === null
          ? `It has been throttled for ${duration(throttledSeconds)}; its quota could not be read.`
          : `Quota ${quota.name} of ${quota.limit} (${named(quota.entity)}) has held it back for ${duration(throttledSeconds)}.`,
      evidenceIds: [throttling.evidenceId],
    };
  },
};

function worstOf(facts: Facts, clients: readonly Client[]): Client | undefined {
  const subject = resourceOf(facts.detection, 'client');
  const isMeant =
    subject === undefined
      ? readsForGroup(facts)
      : ({ user, clientId }: Client) => `${user}/${clientId}` === subject;
  return clients.filter(isMeant).toSorted((a, b) => b.throttleMs - a.throttleMs)[0];
}

function readsForGroup(facts: Facts): (client: Client) => boolean {
  const members = facts.read(groupCall(facts.detection))?.output.members ?? [];
  const clientIds = new Set(members.map(({ clientId }) => clientId));
  const principals = new Set(
    aclCalls(facts.detection)
      .flatMap((call) => facts.read(call)?.output.acls ?? [])
      .filter(({ resourceType, permission }) => resourceType === 'Group' && permission === 'Allow')
      .map(({ principal }) => principal),
  );
  return ({ user, clientId, request }) =>
    request !== 'Produce' && (clientId === '' ? principals.has(`User:${user}`) : clientIds.has(clientId));
}

export const quotaThrottled: Cause = {
  name: 'client.quota-throttled',
  title: 'the brokers hold a client back because of a quota',
  raisedBy: ['clients-throttled', 'lag-growing'],
  explainedBy: [],
  gather: (detection) =>
    resourceOf(detection, 'client') === undefined
      ? present(throttlingCall, groupCall(detection), ...aclCalls(detection))
      : present(throttlingCall, { tool: 'list_quotas', args: {} }),
  signals: [heldBack, byAQuota],
  response: {
    remedies: [
      byHand('raise-quota', 'raise the quota to what the client needs'),
      byHand('reduce-traffic', 'let the client send or fetch less, or in larger batches'),
    ],
  },
};
