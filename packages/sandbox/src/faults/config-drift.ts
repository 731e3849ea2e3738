import { setTimeout as sleep } from 'node:timers/promises';
import { forget } from '../kafka/forget.ts';
import { effective, override } from '../kafka/overrides.ts';
import { createTopic } from '../kafka/topics.ts';
import type { Fault, FaultTarget } from './fault.ts';
import { visibleWhen } from './look.ts';
import { injected } from './on-flow.ts';
import { seeded } from './seed.ts';

export interface ConfigDriftOptions {
  kind: 'topic' | 'broker';
  /** Of a topic, which the fault makes; of a broker its id. */
  name: string;
  /** What is declared: all overrides of a topic; of a broker, what it has in effect. */
  declared: Readonly<Record<string, string>>;
  /** What somebody else sets. */
  changed: Readonly<Record<string, string>>;
  /** How long all is as declared. */
  calmMs: number;
}

const ledger = { 'retention.ms': '604800000', 'cleanup.policy': 'delete', 'min.insync.replicas': '2' };
/** Kafka's own default. */
const largestRecord = { 'message.max.bytes': '1048588' };

export const configDrift: Fault<ConfigDriftOptions> = {
  name: 'config.drift',
  title: 'Somebody changes a configuration that is declared otherwise',
  description:
    'The configuration of a topic or a broker is declared in a file. Another administrator changes it on the cluster, ' +
    'past the file: nothing breaks yet, and nobody is told.',
  touches: 'flow',
  variants(seed) {
    const { topic, between } = seeded(seed, 'config.drift');
    const hours = String(between(1, 12) * 3_600_000);
    return [
      {
        label: 'records are kept for hours instead of a week',
        options: { name: topic('ledger'), changed: { 'retention.ms': hours } },
      },
      {
        label: 'a log becomes a compacted one',
        options: { name: topic('journal'), changed: { 'cleanup.policy': 'compact' } },
      },
      {
        label: 'one replica is enough, and an override nobody declared',
        options: {
          name: topic('accounts'),
          changed: { 'min.insync.replicas': '1', 'segment.bytes': String(1024 * 1024 * between(2, 9)) },
        },
      },
      {
        label: 'a broker takes larger records',
        options: {
          kind: 'broker',
          name: String(between(1, 3)),
          declared: largestRecord,
          changed: { 'message.max.bytes': String(between(2, 7) * 1_000_000) },
        },
      },
    ];
  },
  async inject(target, options = {}) {
    const { kind = 'topic', name = 'ledger', declared = ledger } = options;
    const { changed = { 'retention.ms': '3600000' }, calmMs = 5000 } = options;
    const { kafka } = target;
    const undo = async () => {
      await declare(target, kind, name, null);
      await kafka.withAdmin(async (admin) => {
        if (kind === 'topic') return forget(admin, { topics: [name], groups: [], users: [] });
        const removed = Object.fromEntries(Object.keys(changed).map((config) => [config, null]));
        return override(admin, { kind, name }, removed);
      });
    };
    try {
      await kafka.withAdmin(async (admin) => {
        if (kind === 'topic') {
          const configEntries = Object.entries(declared).map(([config, value]) => ({ name: config, value }));
          await createTopic(admin, { topic: name, numPartitions: 3, configEntries });
        }
        await declare(target, kind, name, declared);
        await sleep(calmMs);
        await override(admin, { kind, name }, changed);
      });
    } catch (error) {
      await undo();
      throw error;
    }
    return injected({
      resources: [{ kind, name }],
      visible: (signal) =>
        visibleWhen(kafka, { what: `another configuration of ${kind} ${name}`, signal }, async (admin) => {
          const seen = await Promise.all(
            Object.entries(changed).map(
              async ([config, value]) => (await effective(admin, { kind, name }, config)) === value,
            ),
          );
          return seen.every(Boolean);
        }),
      undo,
    });
  },
};

const declare = (
  { declared }: FaultTarget,
  kind: ConfigDriftOptions['kind'],
  name: string,
  configs: Readonly<Record<string, string>> | null,
): Promise<void> =>
  kind === 'topic' ? declared.topic(name, configs) : declared.broker(Number(name), configs);
