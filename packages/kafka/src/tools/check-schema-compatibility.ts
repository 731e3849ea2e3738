import { notConfigured } from '../http/service.ts';
import type { ReadTool, ReadToolDeps } from './deps.ts';

const maxMessages = 50;

export const checkSchemaCompatibility =
  ({ sources: { registry } }: ReadToolDeps): ReadTool<'check_schema_compatibility'> =>
  async ({ subject, schema, schemaType, version }) => {
    if (registry === null) throw notConfigured('The schema registry', 'SCHEMA_REGISTRY_URL');
    const observedAt = new Date().toISOString();
    const [{ compatible, messages }, level] = await Promise.all([
      registry.check(subject, { schema, schemaType }, version ?? 'latest'),
      registry.level(subject).catch(() => null),
    ]);
    return { observedAt, subject, compatible, level, messages: messages.slice(0, maxMessages) };
  };
