import { setTimeout as sleep } from 'node:timers/promises';
import { consumerAcls, producerAcls } from '../kafka/acls.ts';
import { forget } from '../kafka/forget.ts';
import { grantEverywhere } from '../kafka/grant.ts';
import { createTopic } from '../kafka/topics.ts';
import { waitUntil } from '../process/wait-until.ts';
import { rest, RestError } from '../services/rest.ts';
import { newerSchema, olderSchema, type SchemaChange } from '../workloads/avro/schemas.ts';
import { startAvro, type AvroProgram } from '../workloads/avro/start.ts';
import { workloadUsers } from '../workloads/pipeline.ts';
import type { Fault } from './fault.ts';
import { lookAtGroup } from './look.ts';
import { injected } from './on-flow.ts';
import { seeded } from './seed.ts';

export interface SchemaOptions {
  topic: string;
  group: string;
  change: SchemaChange;
  /** Records a second. */
  rate: number;
  /** How long everything is readable. */
  calmMs: number;
}

export const schemaIncompatible: Fault<SchemaOptions> = {
  name: 'schema.incompatible',
  title: 'A producer writes with a schema that its readers cannot read',
  description:
    'A subject of the schema registry takes any new version (its level is NONE). A producer registers one that the ' +
    'readers of the version before cannot read, and writes with it: they stand still at its first record.',
  touches: 'flow',
  needs: ['registry'],
  variants(seed) {
    const { topic, group, between } = seeded(seed, 'schema.incompatible');
    return [
      {
        label: 'a field of another type',
        options: { topic: topic('payments'), group: group('booking'), change: 'type-changed' },
      },
      {
        label: 'a required field removed',
        options: {
          topic: topic('refunds'),
          group: group('audit'),
          change: 'field-removed',
          rate: between(5, 15),
        },
      },
      {
        label: 'a field renamed without an alias',
        options: {
          topic: topic('customers'),
          group: group('crm'),
          change: 'field-renamed',
          rate: between(40, 80),
        },
      },
      {
        label: 'a required field made optional',
        options: { topic: topic('fees'), group: group('report'), change: 'made-optional' },
      },
    ];
  },
  async inject({ kafka, registry, logDir }, options = {}) {
    if (registry === undefined) throw new Error('schema.incompatible: the sandbox runs no schema registry');
    const { topic = 'card-payments', group = 'card-booking', change = 'type-changed' } = options;
    const { rate = 25, calmMs = 4000 } = options;
    const subject = `${topic}-value`;
    const subjectUrl = `${registry.url}/subjects/${encodeURIComponent(subject)}`;
    const programs: AvroProgram[] = [];
    const start = async (kind: 'producer' | 'consumer') => {
      const settings = {
        bootstrap: kafka.bootstrapServers.join(','),
        topic,
        group,
        rate: String(rate),
        registry: registry.url,
        subject,
        schema: olderSchema,
      };
      const program = await startAvro(kind, kafka.credentials(workloadUsers[kind]), settings, logDir);
      programs.push(program);
      return program;
    };
    const undo = async () => {
      await Promise.all(programs.map((program) => program.stop()));
      await removed(subjectUrl);
      const users = Object.values(workloadUsers);
      await kafka.withAdmin((admin) => forget(admin, { topics: [topic], groups: [group], users }));
    };
    try {
      await grantEverywhere(kafka, workloadUsers.producer, producerAcls(topic));
      await grantEverywhere(kafka, workloadUsers.consumer, consumerAcls(topic, group));
      await kafka.withAdmin(async (admin) => {
        await createTopic(admin, { topic, numPartitions: 3 });
        const [producer] = await Promise.all([start('producer'), start('consumer')]);
        await rest('PUT', `${registry.url}/config/${encodeURIComponent(subject)}`, { compatibility: 'NONE' });
        await waitUntil({ what: `${group} reads ${topic}`, timeoutMs: 30_000, everyMs: 200 }, async () => {
          const { partitions } = await lookAtGroup(admin, { topic, group });
          return partitions.every(({ committed, end }) => end === 0 || committed >= 0);
        });
        await sleep(calmMs);
        producer.evolve({ schema: newerSchema(change) });
      });
    } catch (error) {
      await undo();
      throw error;
    }
    return injected({
      resources: [
        { kind: 'subject', name: subject },
        { kind: 'topic', name: topic },
        { kind: 'consumer-group', name: group },
      ],
      visible: (signal) =>
        waitUntil(
          { what: `a second version of ${subject}`, timeoutMs: 60_000, everyMs: 100, signal },
          async () => {
            const versions = await rest('GET', `${subjectUrl}/versions`);
            return Array.isArray(versions) && versions.length > 1 && Date.now();
          },
        ),
      undo,
    });
  },
};

/** For good: deleted, and then deleted from among the deleted. */
async function removed(subjectUrl: string): Promise<void> {
  for (const url of [subjectUrl, `${subjectUrl}?permanent=true`]) {
    await rest('DELETE', url).catch((error: unknown) => {
      if (!(error instanceof RestError && error.status === 404)) throw error;
    });
  }
}
