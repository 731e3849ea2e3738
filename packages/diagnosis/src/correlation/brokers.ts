import type { ClusterObservation, Detection, PartitionObservation } from '@sremesh/contracts';
import { resourceOf } from '../causes/calls.ts';
import { missingFrom } from '../series/lagging-brokers.ts';
import { groupIn, topicIn } from '../series/lookup.ts';
import { topicOf } from './clients.ts';

interface Scene {
  window: readonly ClusterObservation[];
  detections: readonly Detection[];
}

/** Clients have found the new leaders and coordinators by then; what begins later begins for another reason. */
const settledMs = 20_000;
/** The onset of what a detector sees may be reckoned from a little before. */
const earlierMs = 5000;

/** Whether the partitions in trouble lack nothing but replicas on brokers that are absent, this one among them. */
export function partitionsLack(root: Detection, other: Detection, { window, detections }: Scene): boolean {
  const now = window.at(-1);
  const topic = now === undefined ? undefined : topicIn(now, topicOf(other) ?? '');
  const broker = brokerOf(root);
  const absent = new Set(
    detections.filter(({ symptom }) => symptom === 'broker-absent').map((detection) => brokerOf(detection)),
  );
  const named = new Set(other.resources.filter(({ kind }) => kind === 'partition').map(({ name }) => name));
  const troubled = topic?.partitions.filter(({ partition }) => named.has(`${topic.name}/${partition}`)) ?? [];
  const lacking = troubled.map((partition) => lackedBy(partition, other.symptom));
  return lacking.flat().includes(broker) && lacking.every((ids) => ids.every((id) => absent.has(id)));
}

/** Whether a broker that lags on many topics is all that this topic's partitions lack. */
export function lagsThere(root: Detection, other: Detection, { window }: Scene): boolean {
  const now = window.at(-1);
  if (root.resources[0]?.kind !== 'broker' || now === undefined) return false;
  const named = new Set(other.resources.map(({ name }) => name));
  const topic = topicIn(now, topicOf(other) ?? '');
  const troubled = topic?.partitions.filter(({ partition }) => named.has(`${topic.name}/${partition}`)) ?? [];
  const lacked = troubled.flatMap(missingFrom);
  return lacked.length > 0 && lacked.every((id) => id === brokerOf(root));
}

/** Of a partition without a leader, those that could lead it; else those that are not in sync. */
function lackedBy({ replicas, isr }: PartitionObservation, symptom: Detection['symptom']): number[] {
  if (symptom === 'offline-partition' && isr.length > 0) return isr;
  const missing = replicas.filter((id) => !isr.includes(id));
  return symptom === 'offline-partition' || missing.length > 0 ? missing : replicas;
}

/** Whether a group's trouble began when this broker went or came back, and it coordinated the group or led what it reads. */
export function ledOrCoordinatedBy(root: Detection, other: Detection, { window }: Scene): boolean {
  const groupId = resourceOf(other, 'consumer-group');
  const wentAt = Date.parse(root.since);
  const { backSeconds } = root.measures;
  const backAt = backSeconds === undefined ? undefined : Date.parse(root.observedAt) - backSeconds * 1000;
  const beganAt = Date.parse(other.since);
  const near = (at: number | undefined) =>
    at !== undefined && beganAt >= at - earlierMs && beganAt <= at + settledMs;
  if (groupId === undefined || (!near(wentAt) && !near(backAt))) return false;
  const before = window.findLast(({ at }) => at < wentAt) ?? window[0];
  if (before === undefined) return false;
  const broker = brokerOf(root);
  const group = groupIn(before, groupId);
  if (group?.coordinator === broker) return true;
  const topic = topicOf(other);
  const topics = topic === undefined ? (group?.offsets.map((offset) => offset.topic) ?? []) : [topic];
  return [...new Set(topics)].some((name) =>
    topicIn(before, name)?.partitions.some(({ leader }) => leader === broker),
  );
}

const brokerOf = (detection: Detection): number => Number(resourceOf(detection, 'broker') ?? -1);
