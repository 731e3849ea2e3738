import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { locateKafka } from '@sremesh/bootstrap';
import type { ClusterObservation } from '@sremesh/contracts';
import type { KafkaCluster } from '@sremesh/sandbox';

const command = 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand';

/** By group, topic and partition: what is committed, and where the partition ends. */
type Positions = Map<string, string>;

/**
 * Offsets of these groups in which the sweep and Kafka's own tool differ, or that only one of the two has. Throws where
 * the tool shows none at all.
 */
export async function differences(
  kafka: KafkaCluster,
  dir: string,
  observation: ClusterObservation,
  ids: readonly string[],
): Promise<{ compared: number; differ: number }> {
  const theirs = await shownByKafka(kafka, dir, ids);
  if (theirs.size === 0) throw new Error('the tool of Kafka shows no offsets');
  const ours = swept(observation, new Set(ids));
  const keys = [...new Set([...theirs.keys(), ...ours.keys()])];
  return { compared: keys.length, differ: keys.filter((key) => ours.get(key) !== theirs.get(key)).length };
}

async function shownByKafka(kafka: KafkaCluster, dir: string, ids: readonly string[]): Promise<Positions> {
  const { java, kafkaLibs } = locateKafka();
  const config = join(dir, 'admin.properties');
  const { username, password } = kafka.admin;
  const login = `username="${username}" password="${password}";`;
  await writeFile(
    config,
    `security.protocol=SASL_PLAINTEXT
sasl.mechanism=SCRAM-SHA-512
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required ${login}
`,
    { mode: 0o600 },
  );
  const flags = ['-Xmx128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', join(kafkaLibs, '*')];
  const where = ['--bootstrap-server', kafka.bootstrapServers.join(','), '--command-config', config];
  const groups = ids.flatMap((id) => ['--group', id]);
  try {
    const { stdout } = await promisify(execFile)(
      java,
      [...flags, command, ...where, '--describe', '--offsets', ...groups],
      { timeout: 60_000, maxBuffer: 16e6 },
    );
    return new Map(stdout.split('\n').flatMap(positionOf));
  } finally {
    await rm(config, { force: true });
  }
}

/** `GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET …` */
function positionOf(line: string): [string, string][] {
  const [group = '', topic = '', partition = '', committed = '', end = ''] = line.trim().split(/\s+/);
  return /^\d+$/.test(partition) ? [[`${group} ${topic} ${partition}`, `${committed} of ${end}`]] : [];
}

function swept({ groups, topics }: ClusterObservation, ids: ReadonlySet<string>): Positions {
  const ends = new Map(
    topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partition, highWatermark }) => [`${name} ${partition}`, highWatermark] as const),
    ),
  );
  return new Map(
    groups
      .filter(({ groupId }) => ids.has(groupId))
      .flatMap(({ groupId, offsets }) =>
        offsets.map(({ topic, partition, committed }): [string, string] => [
          `${groupId} ${topic} ${partition}`,
          `${committed} of ${ends.get(`${topic} ${partition}`)}`,
        ]),
      ),
  );
}
