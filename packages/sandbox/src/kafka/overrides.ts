import kafkajs, { type Admin } from 'kafkajs';

export interface Configured {
  kind: 'topic' | 'broker';
  /** Of a broker its id. */
  name: string;
}

/** DescribeConfigs: set on the topic, on the broker. */
const setOnItself = {
  topic: kafkajs.ConfigSource.TOPIC_CONFIG,
  broker: kafkajs.ConfigSource.DYNAMIC_BROKER_CONFIG,
} as const;
const resourceType = {
  topic: kafkajs.ConfigResourceTypes.TOPIC,
  broker: kafkajs.ConfigResourceTypes.BROKER,
} as const;

async function configsOf(admin: Admin, { kind, name }: Configured) {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: resourceType[kind], name }],
  });
  return resources[0]?.configEntries ?? [];
}

/** The value that counts, wherever it comes from. */
export async function effective(admin: Admin, of: Configured, config: string): Promise<string | undefined> {
  return (await configsOf(admin, of)).find(({ configName }) => configName === config)?.configValue;
}

/** Sets overrides, or removes them (null); the others stay, which Kafka's older request, the one at hand, would wipe. */
export async function override(
  admin: Admin,
  of: Configured,
  changes: Readonly<Record<string, string | null>>,
): Promise<void> {
  const now = (await configsOf(admin, of))
    .filter(({ configSource }) => configSource === setOnItself[of.kind])
    .map(({ configName, configValue }) => [configName, configValue] as const);
  const configEntries = Object.entries({ ...Object.fromEntries(now), ...changes }).flatMap(([name, value]) =>
    value === null ? [] : [{ name, value }],
  );
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: resourceType[of.kind], name: of.name, configEntries }],
  });
}
