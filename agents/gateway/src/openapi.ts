import { Problem } from '@sremesh/contracts';
import { z } from 'zod';
import type { Route } from './http/route.ts';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 description of the routes: their own schemas, so that it cannot disagree with what they check. */
export function openApi(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes)
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  return {
    openapi: '3.1.0',
    info: { title: 'SRE Mesh', version },
    security: [{ bearer: [] }],
    paths,
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  };
}

function operationOf(route: Route): Json {
  const { contentType, schema } = route.answer;
  return {
    summary: route.summary,
    description: `Needs role ${route.role} or higher.`,
    parameters: [...parametersOf('path', route.params), ...parametersOf('query', route.query)],
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(route.body, 'input') } },
          },
        }),
    responses: {
      200: {
        description: 'done',
        content: { [contentType]: schema === undefined ? {} : { schema: schemaOf(schema, 'output') } },
      },
      default: {
        description: 'a problem (RFC 9457)',
        content: { 'application/problem+json': { schema: schemaOf(Problem, 'output') } },
      },
    },
  };
}

const parametersOf = (where: 'path' | 'query', schema: z.ZodObject | undefined): Json[] =>
  Object.entries(schema?.shape ?? {}).map(([name, field]) => ({
    name,
    in: where,
    required: where === 'path',
    schema: schemaOf(field, 'input'),
  }));

/** `z.json()` is a recursive schema that says "any JSON"; in a document it is the empty schema. */
function schemaOf(schema: z.core.$ZodType, io: 'input' | 'output'): Json {
  const generated: Json = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  const { $schema: _, $defs: __, ...rest } = generated;
  return JSON.parse(JSON.stringify(rest), (_key, value: unknown) =>
    typeof value === 'object' && value !== null && '$ref' in value ? {} : value,
  );
}
