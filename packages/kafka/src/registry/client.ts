import { MeshError, type SubjectObservation } from '@sremesh/contracts';
import { z } from 'zod';
import { mapAtOnce } from '../http/at-once.ts';
import { askJson, getJson, inShape } from '../http/json.ts';
import { serviceAt } from '../http/service.ts';
import { compareAvro } from './avro.ts';

/**
 * Reads a schema registry with Confluent's API (SCHEMA_REGISTRY_URL). Throws MESH_KAFKA_UNREACHABLE, MESH_KAFKA_REFUSED
 * or MESH_TOOL_FAILED.
 */
export interface RegistryClient {
  /** The newest version of every subject, by name; versions seen before are not asked about again. */
  subjects(): Promise<SubjectObservation[]>;
  /** The compatibility level that counts for a subject: its own, or the registry's. */
  level(subject: string): Promise<string>;
  /** By the subject's level. Throws MESH_TOOL_FAILED, naming the argument, for a subject, version or schema that is none. */
  check(
    subject: string,
    candidate: { schema: string; schemaType: string },
    version: number | 'latest',
  ): Promise<{ compatible: boolean; messages: string[] }>;
}

const Names = z.array(z.string());
const Numbers = z.array(z.int());
const Version = z.object({
  id: z.int(),
  schema: z.string(),
  schemaType: z.string().default('AVRO'),
  references: z.array(z.unknown()).default([]),
});
const Level = z.object({ compatibilityLevel: z.string() });
const Verdict = z.object({
  is_compatible: z.boolean(),
  messages: z.array(z.string()).nullish(),
  /** Apicurio's. */
  reason: z.string().nullish(),
});

const atOnce = 8;

/** `url` may carry a user and a password. Throws MESH_CONFIG_INVALID where it is none. */
export function createRegistryClient(url: string): RegistryClient {
  const service = serviceAt(
    'the schema registry',
    'SCHEMA_REGISTRY_URL',
    url,
    "Set SCHEMA_REGISTRY_URL to where the registry serves Confluent's API: http://registry.example:8081, of Apicurio http://registry.example:8080/apis/ccompat/v7.",
  );
  let known = new Map<string, SubjectObservation>();
  const of = (subject: string) => `/subjects/${encodeURIComponent(subject)}/versions`;
  const version = (subject: string, number: number) => getJson(service, `${of(subject)}/${number}`, Version);

  const newest = async (subject: string): Promise<SubjectObservation | undefined> => {
    const answer = await askJson(service, { path: of(subject) });
    // It was deleted since it was listed.
    if (answer.status === 404) return undefined;
    const numbers = inShape(service, of(subject), answer, Numbers).toSorted((a, b) => a - b);
    const [previous, number] = [numbers.at(-2), numbers.at(-1)];
    if (number === undefined) return undefined;
    const seen = known.get(subject);
    if (seen?.version === number) return seen;
    const seenAt = Date.now();
    const after = await version(subject, number);
    const before = previous === undefined ? undefined : await version(subject, previous);
    return {
      subject,
      version: number,
      id: after.id,
      seenAt,
      compatibleWithPrevious: before === undefined ? null : compared(before, after),
    };
  };

  return {
    async subjects() {
      const names = await getJson(service, '/subjects', Names);
      const found = (await mapAtOnce(names.toSorted(), atOnce, newest)).filter((each) => each !== undefined);
      known = new Map(found.map((each) => [each.subject, each]));
      return found;
    },
    async level(subject) {
      const path = `/config/${encodeURIComponent(subject)}?defaultToGlobal=true`;
      const answer = await askJson(service, { path });
      if (answer.status === 404) return (await getJson(service, '/config', Level)).compatibilityLevel;
      return inShape(service, path, answer, Level).compatibilityLevel;
    },
    async check(subject, candidate, number) {
      const path = `/compatibility${of(subject)}/${number}?verbose=true`;
      const answer = await askJson(service, { path, body: candidate });
      const { said } = answer;
      if (answer.status === 404)
        throw new MeshError('MESH_TOOL_FAILED', `subject: no "${subject}" with that version: ${said}`, {
          remedy: 'list_schemas names the subjects and their versions.',
        });
      if (answer.status === 422)
        throw new MeshError('MESH_TOOL_FAILED', `schema: no ${candidate.schemaType} schema: ${said}`);
      const { is_compatible: compatible, messages, reason } = inShape(service, path, answer, Verdict);
      const why = messages ?? (typeof reason === 'string' && reason !== '' ? [reason] : []);
      return { compatible, messages: compatible ? [] : why };
    },
  };
}

/** Only Avro schemas that stand by themselves are compared: the registry's own check knows no level but the subject's. */
const compared = (before: z.infer<typeof Version>, after: z.infer<typeof Version>) =>
  [before, after].every(({ schemaType, references }) => schemaType === 'AVRO' && references.length === 0)
    ? compareAvro(before.schema, after.schema)
    : null;
