import { rest } from '../../services/rest.ts';

/** Registers a schema (again, where it is there already) and gives its id. */
export async function register(registry: string, subject: string, schema: string): Promise<number> {
  const url = `${registry}/subjects/${encodeURIComponent(subject)}/versions`;
  const answer = await rest('POST', url, { schema });
  if (typeof answer === 'object' && answer !== null && 'id' in answer) return Number(answer.id);
  throw new Error(`${url}: no id`);
}

/** The text of a schema. */
export async function schemaOf(registry: string, id: number): Promise<string> {
  const answer = await rest('GET', `${registry}/schemas/ids/${id}`);
  if (typeof answer === 'object' && answer !== null && 'schema' in answer) return String(answer.schema);
  throw new Error(`schema ${id}: no schema`);
}
