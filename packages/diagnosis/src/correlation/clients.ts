import type { ClusterObservation, Detection } from '@sremesh/contracts';
import { resourceOf } from '../causes/calls.ts';
import { appliesTo } from '../series/lost-rights.ts';
import { groupIn } from '../series/lookup.ts';

interface Scene {
  window: readonly ClusterObservation[];
}

/** What follows from something may be seen, or reckoned to have begun, a little before it. Milliseconds. */
const earlierMs = 10_000;
/** Logins that fail and a group that loses its members this close to each other are the same client's. */
const togetherMs = 15_000;

/** The topic a detection is about; of a partition, `{topic}/{number}`, its topic. */
export const topicOf = (detection: Detection): string | undefined =>
  resourceOf(detection, 'topic') ?? resourceOf(detection, 'partition')?.replace(/\/\d+$/, '');

export const sameTopic = (root: Detection, other: Detection): boolean =>
  topicOf(root) !== undefined && topicOf(root) === topicOf(other);

/** The same topic, and nothing wider than it. */
export const sameSubject = (root: Detection, other: Detection): boolean =>
  other.resources[0]?.kind === 'topic' && sameTopic(root, other);

/** Whether a group's trouble is with the root's topic (or may be, where it names none), and did not begin before. */
export function readsItsTopic(root: Detection, other: Detection, { window }: Scene): boolean {
  const topic = topicOf(root);
  return topic !== undefined && beganAfter(root, other) && topicsOf(other, window).includes(topic);
}

function topicsOf(detection: Detection, window: readonly ClusterObservation[]): readonly string[] {
  const topic = topicOf(detection);
  if (topic !== undefined) return [topic];
  const now = window.at(-1);
  const groupId = resourceOf(detection, 'consumer-group');
  const group = now === undefined || groupId === undefined ? undefined : groupIn(now, groupId);
  return group?.offsets.map((offset) => offset.topic) ?? [];
}

/** The same group, and the same topic where both name one. */
export function sameGroup(root: Detection, other: Detection): boolean {
  const group = resourceOf(root, 'consumer-group');
  if (group === undefined || group !== resourceOf(other, 'consumer-group')) return false;
  const [a, b] = [topicOf(root), topicOf(other)];
  return root.symptom === 'group-without-members' || a === undefined || b === undefined || a === b;
}

const beganAfter = (root: Detection, other: Detection): boolean =>
  Date.parse(other.since) >= Date.parse(root.since) - earlierMs;

/** Whether a principal lost the right to read as this group, or from its topic. */
export function mayNotRead(root: Detection, other: Detection, { window }: Scene): boolean {
  const topics = topicsOf(other, window);
  return (
    (root.measures['lostReading'] ?? 0) > 0 &&
    beganAfter(root, other) &&
    root.resources.some(
      ({ kind, name }) =>
        (kind === 'consumer-group' && name === resourceOf(other, 'consumer-group')) ||
        (kind === 'topic' && topics.includes(name)),
    )
  );
}

/** A sink connector reads as a group that is named after it. */
export const isGroupOf = (root: Detection, other: Detection): boolean =>
  resourceOf(other, 'consumer-group') === `connect-${resourceOf(root, 'connector') ?? ''}`;

/** Whether the group's members are the client that is held back when it fetches, by client id or by its user's rights. */
export function isThrottled(root: Detection, other: Detection, { window }: Scene): boolean {
  const groupId = resourceOf(other, 'consumer-group');
  const now = window.at(-1);
  const [, user = '', clientId = ''] = /^(.*)\/([^/]*)$/s.exec(resourceOf(root, 'client') ?? '') ?? [];
  if (groupId === undefined || now === undefined || root.measures['fetch'] !== 1) return false;
  if (!beganAfter(root, other)) return false;
  const members = groupIn(now, groupId)?.members?.list ?? [];
  if (clientId !== '' && members.length > 0) return members.some((member) => member.clientId === clientId);
  return (now.acls?.entries ?? []).some(
    (entry) =>
      entry.principal === `User:${user}` &&
      entry.permission === 'Allow' &&
      entry.resourceType === 'Group' &&
      entry.resourceName !== '*' &&
      appliesTo(entry, groupId),
  );
}

/** Whether this is the only group that lost its members when logins began to fail: of several, nothing tells whose they are. */
export function loneVictim(root: Detection, other: Detection, detections: readonly Detection[]): boolean {
  const together = (detection: Detection) =>
    Math.abs(Date.parse(detection.since) - Date.parse(root.since)) <= togetherMs;
  const candidates = new Set(
    detections
      .filter(({ symptom }) => symptom === 'group-without-members')
      .filter(together)
      .map((detection) => resourceOf(detection, 'consumer-group')),
  );
  return together(other) && candidates.size === 1;
}
