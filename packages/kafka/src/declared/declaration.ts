import { readFile } from 'node:fs/promises';
import { errorMessage, MeshError } from '@sremesh/contracts';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Declared } from './declared.ts';

/** As a person writes it: `retention.ms: 86400000`, `cleanup.policy: compact`, `preallocate: false`. */
const Value = z.union([z.string(), z.bigint(), z.number(), z.boolean()], {
  error: 'not a text, number or boolean',
});
const Section = z.record(z.string(), z.record(z.string(), Value));
const Brokers = Section.superRefine((brokers, context) => {
  for (const id of Object.keys(brokers))
    if (!/^\d+$/.test(id)) context.addIssue({ code: 'custom', path: [id], message: "not a broker's id" });
});
const Declaration = z.strictObject({ topics: Section.nullish(), brokers: Brokers.nullish() });

const maxLength = 5_000_000;

/** Throws MESH_CONFIG_INVALID naming the field. */
export async function readDeclaration(path: string): Promise<Declared> {
  const { data, error } = Declaration.safeParse(await parsed(path));
  if (error === undefined) return { topics: mapsOf(data.topics), brokers: mapsOf(data.brokers) };
  const problems = error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw invalid(problems.join('; '), error);
}

async function parsed(path: string): Promise<unknown> {
  try {
    const text = await readFile(path, 'utf8');
    if (text.length > maxLength) throw new Error(`longer than ${maxLength} characters`);
    // Kafka's numbers go up to 2^63.
    return parse(text, { intAsBigInt: true }) ?? {};
  } catch (error) {
    throw invalid(errorMessage(error), error);
  }
}

const invalid = (problem: string, cause: unknown): MeshError =>
  new MeshError('MESH_CONFIG_INVALID', `KAFKA_DECLARED_CONFIG: ${problem}`, {
    cause,
    remedy: 'Write it as {topics: {NAME: {CONFIG: value}}, brokers: {ID: {CONFIG: value}}}, in YAML or JSON.',
  });

const mapsOf = (section: z.infer<typeof Section> | null | undefined): Declared['topics'] =>
  new Map(
    Object.entries(section ?? {}).map(([name, configs]) => [
      name,
      new Map(Object.entries(configs).map(([config, value]) => [config, String(value)])),
    ]),
  );
