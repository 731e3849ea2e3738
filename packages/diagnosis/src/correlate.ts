import type { ClusterObservation, Detection, Resource, Symptom } from '@sremesh/contracts';
import { resourceOf } from './causes/calls.ts';
import { lagsThere, ledOrCoordinatedBy, partitionsLack } from './correlation/brokers.ts';
import {
  isGroupOf,
  isThrottled,
  loneVictim,
  mayNotRead,
  readsItsTopic,
  sameGroup,
  sameSubject,
  sameTopic,
} from './correlation/clients.ts';
import { skewIsOnlyOf } from './detectors/leader-skew.ts';

/** What a root explains: other symptoms, where this holds between the two. */
interface Rule {
  root: Symptom;
  explains: readonly Symptom[];
  when: (root: Detection, other: Detection, scene: Scene) => boolean;
}

interface Scene {
  window: readonly ClusterObservation[];
  detections: readonly Detection[];
}

const groupTrouble: readonly Symptom[] = [
  'group-without-members',
  'group-rebalancing',
  'position-stuck',
  'lag-growing',
  'lag-burst',
];

/**
 * Which symptom follows from which; the first rule that holds counts. No symptom is, by way of others, its own root. A
 * loss of records that nears (`retention-risk`) follows from nothing: it has a remedy of its own.
 */
const rules: readonly Rule[] = [
  {
    root: 'broker-absent',
    explains: ['offline-partition', 'under-min-isr', 'under-replicated'],
    when: partitionsLack,
  },
  {
    root: 'broker-absent',
    explains: ['quorum-leader-changed'],
    when: (root, other) => String(other.measures['fromLeader']) === resourceOf(root, 'broker'),
  },
  { root: 'broker-absent', explains: groupTrouble, when: ledOrCoordinatedBy },
  { root: 'under-replicated', explains: ['under-min-isr'], when: lagsThere },
  { root: 'reassignment-running', explains: ['under-replicated'], when: sameSubject },
  { root: 'reassignment-running', explains: ['leader-skew'], when: onlyMovedTopics },
  { root: 'offline-partition', explains: ['under-min-isr', 'under-replicated'], when: sameSubject },
  { root: 'offline-partition', explains: groupTrouble, when: readsItsTopic },
  { root: 'under-min-isr', explains: ['under-replicated'], when: sameSubject },
  { root: 'authorization-failures', explains: groupTrouble, when: mayNotRead },
  { root: 'schema-incompatible', explains: groupTrouble, when: readsItsTopic },
  { root: 'connector-failed', explains: groupTrouble, when: isGroupOf },
  { root: 'clients-throttled', explains: ['lag-growing', 'lag-burst'], when: isThrottled },
  {
    root: 'authentication-failures',
    explains: ['group-without-members'],
    when: (root, other, { detections }) => loneVictim(root, other, detections),
  },
  { root: 'offset-out-of-range', explains: ['position-stuck', 'lag-growing'], when: sameGroup },
  { root: 'group-without-members', explains: ['lag-growing'], when: sameGroup },
  { root: 'position-stuck', explains: ['lag-growing'], when: sameGroup },
  { root: 'retention-risk', explains: ['lag-growing'], when: sameGroup },
  { root: 'partition-skew', explains: ['lag-growing'], when: sameTopic },
];

const mostExplained = 50;

/**
 * Takes what follows from something else that was seen at the same time into `explains` of that, so that one fault is one
 * incident. A root is as severe as the worst it explains. Pure; the newest observation of the window is that of the
 * detections.
 */
export function correlate(
  window: readonly ClusterObservation[],
  detections: readonly Detection[],
): Detection[] {
  if (detections.length < 2) return [...detections];
  const scene = { window, detections: detections.toSorted(bySubject) };
  const roots = new Map<Detection, Detection>();
  for (const detection of detections) {
    const root = rootOf(detection, scene);
    if (root !== undefined) roots.set(detection, root);
  }
  const followers = Map.groupBy(roots.keys(), (detection) => topOf(detection, roots));
  return detections
    .filter((detection) => !roots.has(detection))
    .map((detection) => withFollowers(detection, followers.get(detection) ?? []));
}

function rootOf(detection: Detection, scene: Scene): Detection | undefined {
  for (const { root, explains, when } of rules) {
    if (!explains.includes(detection.symptom)) continue;
    const found = scene.detections.find(
      (candidate) => candidate.symptom === root && when(candidate, detection, scene),
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

function topOf(detection: Detection, roots: ReadonlyMap<Detection, Detection>): Detection {
  let top = detection;
  for (let root = roots.get(top); root !== undefined; root = roots.get(top)) top = root;
  return top;
}

function withFollowers(root: Detection, followers: readonly Detection[]): Detection {
  if (followers.length === 0) return root;
  const worstFirst = followers.toSorted((a, b) => b.severity - a.severity || bySubject(a, b));
  return {
    ...root,
    severity: Math.max(root.severity, ...followers.map(({ severity }) => severity)),
    explains: worstFirst
      .slice(0, mostExplained)
      .flatMap(({ symptom, resources: [resource], summary }) =>
        resource === undefined ? [] : [{ symptom, resource, summary }],
      ),
  };
}

function onlyMovedTopics(_: Detection, __: Detection, { window, detections }: Scene): boolean {
  const moved = detections
    .filter(({ symptom }) => symptom === 'reassignment-running')
    .flatMap((detection) => resourceOf(detection, 'topic') ?? []);
  const now = window.at(-1);
  return now !== undefined && skewIsOnlyOf(now, moved);
}

/** The same order in every sweep, whatever order the detectors came in. */
const bySubject = (a: Detection, b: Detection): number => compare(keyOf(a), keyOf(b));
const keyOf = ({ symptom, resources: [subject] }: Detection): string => `${symptom} ${text(subject)}`;
const text = (subject: Resource | undefined): string => `${subject?.kind ?? ''} ${subject?.name ?? ''}`;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
