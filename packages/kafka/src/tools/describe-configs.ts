import { MeshError, type ToolInput, type ToolOutput } from '@sremesh/contracts';
import type { Declared } from '../declared/declared.ts';
import { notConfigured } from '../http/service.ts';
import { describeBrokerConfig } from '../observe/broker-configs.ts';
import { driftBetween } from '../observe/parts/drift.ts';
import { describeTopicConfig } from '../observe/topic-configs.ts';
import type { ReadTool, ReadToolDeps } from './deps.ts';

type Config = ToolOutput<'describe_configs'>['configs'][number];

/** By the protocol's number. */
const sources: readonly Config['source'][] = [
  'UNKNOWN',
  'DYNAMIC_TOPIC_CONFIG',
  'DYNAMIC_BROKER_CONFIG',
  'DYNAMIC_DEFAULT_BROKER_CONFIG',
  'STATIC_BROKER_CONFIG',
  'DEFAULT_CONFIG',
  'DYNAMIC_BROKER_LOGGER_CONFIG',
  'CLIENT_METRICS_CONFIG',
  'GROUP_CONFIG',
];

export const describeConfigs =
  ({ client, sources: { declared: source } }: ReadToolDeps): ReadTool<'describe_configs'> =>
  async (input) => {
    const { names = null, onlyDrifted } = input;
    const [topic, broker] = resourceOf(input);
    if (source === null && onlyDrifted) throw notConfigured('A declaration', 'KAFKA_DECLARED_CONFIG');
    const observedAt = new Date().toISOString();
    const [configs, declared] = await Promise.all([
      topic === null
        ? describeBrokerConfig(client, broker, names)
        : describeTopicConfig(client, topic, names),
      source?.read(),
    ]);
    const missing = names?.find((name) => !configs.some((config) => config.name === name));
    if (missing !== undefined) {
      throw new MeshError(
        'MESH_TOOL_FAILED',
        `names: "${missing}" is no ${topic === null ? 'broker' : 'topic'} config this Kafka knows`,
        { remedy: 'Leave names out to see them all.' },
      );
    }
    const rows = configs
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, value, isSensitive, configSource }) => ({
        name,
        value: isSensitive ? null : (value ?? null),
        source: sources[configSource] ?? 'UNKNOWN',
        isSensitive,
      }));
    const compared = compare(rows, topic, broker, declared);
    return {
      observedAt,
      topic,
      broker,
      configs: compared.filter(({ drifted }) => !onlyDrifted || drifted),
      hasDeclaration: declarationOf(topic, broker, declared) !== undefined,
    };
  };

/** Exactly one of the two. */
function resourceOf({ topic, broker }: ToolInput<'describe_configs'>): [string, null] | [null, number] {
  if (topic !== undefined && broker === undefined) return [topic, null];
  if (broker !== undefined && topic === undefined) return [null, broker];
  throw new MeshError('MESH_TOOL_FAILED', 'topic: name a topic or a broker, and not both', {
    remedy: 'Call it once for each.',
  });
}

const declarationOf = (topic: string | null, broker: number | null, declared: Declared | undefined) =>
  topic === null ? declared?.brokers.get(String(broker)) : declared?.topics.get(topic);

/** Of a topic every override is declared, those that are not named as absent; of a broker only what is named. */
function compare(
  configs: readonly (Pick<Config, 'name' | 'value' | 'source'> & { isSensitive: boolean })[],
  topic: string | null,
  broker: number | null,
  declared: Declared | undefined,
): Config[] {
  const rows = configs.map(({ name, value, source }) => ({ name, value, source }));
  const wanted = declarationOf(topic, broker, declared);
  if (wanted === undefined || declared === undefined)
    return rows.map((row) => ({ ...row, declared: null, drifted: false }));
  const counted = configs.filter(
    ({ source, isSensitive }) => !isSensitive && (topic === null || source === 'DYNAMIC_TOPIC_CONFIG'),
  );
  const actual = new Map([
    [topic ?? String(broker), new Map(counted.map(({ name, value }) => [name, value]))],
  ]);
  const drift =
    topic === null ? driftBetween(declared, new Map(), actual) : driftBetween(declared, actual, new Map());
  const drifted = new Set(drift.map(({ config }) => config));
  return rows.map((row) => {
    const named = wanted.get(row.name);
    return {
      ...row,
      declared: named === undefined && topic === null ? null : { value: named ?? null },
      drifted: drifted.has(row.name),
    };
  });
}
