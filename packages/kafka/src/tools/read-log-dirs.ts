import { MeshError, type ClusterObservation, type ToolOutput, type Visibility } from '@sremesh/contracts';
import { readLogDirs as readDirs, type LogDir } from '../observe/log-dirs.ts';
import { readRegisteredBrokers } from '../observe/parts/registered-brokers.ts';
import { diskTrend } from '../window/disk-trend.ts';
import type { ReadTool, ReadToolDeps } from './deps.ts';

type Dir = ToolOutput<'read_log_dirs'>['dirs'][number];

const largestShown = 10;

export const readLogDirs =
  ({ client, window }: ReadToolDeps): ReadTool<'read_log_dirs'> =>
  async ({ broker }) => {
    const { clusterId, brokers } = await client.metadata([]);
    const up = brokers.map(({ nodeId }) => nodeId);
    if (broker !== undefined && !up.includes(broker)) throw notUp(broker, up);
    const at = Date.now();
    const asked = broker === undefined ? up.toSorted((a, b) => a - b) : [broker];
    const [answers, registered] = await Promise.all([
      Promise.allSettled(asked.map((id) => readDirs(client, id, 'with replicas'))),
      readRegisteredBrokers(client),
    ]);
    const failures = answers.flatMap((answer, index) =>
      answer.status === 'rejected' ? [{ broker: asked[index], error: answer.reason as unknown }] : [],
    );
    const dirs = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    const [first] = failures;
    if (first !== undefined && failures.length === answers.length) throw first.error;
    const past = window.observations().filter(({ cluster }) => cluster === clusterId);
    const shown = dirs.map((dir) => describe(dir, past, at));
    const absent = broker === undefined ? (registered ?? []).filter((id) => !up.includes(id)) : [];
    return {
      observedAt: new Date(at).toISOString(),
      windowSeconds: Math.max(0, ...shown.map(({ windowSeconds }) => windowSeconds)),
      dirs: shown.map(({ dir }) => dir),
      visibility: visibilityOf(
        failures.map((failure) => failure.broker),
        absent,
      ),
    };
  };

function describe(
  { topics, ...dir }: LogDir,
  past: readonly ClusterObservation[],
  at: number,
): { dir: Dir; windowSeconds: number } {
  const { full, windowSeconds } = diskTrend(past, dir, at);
  const largestTopics = topics
    .filter(({ bytes }) => bytes > 0)
    .toSorted((a, b) => b.bytes - a.bytes || (a.topic < b.topic ? -1 : 1))
    .slice(0, largestShown);
  const kafkaBytes = topics.reduce((sum, { bytes }) => sum + bytes, 0);
  return { dir: { ...dir, kafkaBytes, full, largestTopics }, windowSeconds };
}

function visibilityOf(silent: readonly (number | undefined)[], absent: readonly number[]): Visibility {
  const missing = [
    ...(silent.length === 0 ? [] : [`${brokersOf(silent)} not answer`]),
    ...(absent.length === 0 ? [] : [`${brokersOf(absent)} not run`]),
  ];
  if (missing.length === 0) return { complete: true, note: null };
  return { complete: false, note: `Disks are missing here: ${missing.join('; ')}.` };
}

const brokersOf = (ids: readonly (number | undefined)[]): string =>
  ids.length === 1 ? `broker ${ids[0]} does` : `brokers ${ids.join(', ')} do`;

const notUp = (broker: number, up: readonly number[]): MeshError =>
  new MeshError(
    'MESH_TOOL_FAILED',
    `broker: ${broker} is not up; up are ${up.toSorted((a, b) => a - b).join(', ')}`,
    {
      remedy: 'Leave broker out to see the disks of all; describe_cluster names those that are absent.',
    },
  );
