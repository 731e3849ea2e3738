import type { ToolOutput, Visibility } from '@sremesh/contracts';
import type { KafkaClient } from '../client/client.ts';
import { codes, isRefusal } from '../client/error-codes.ts';
import { apis } from '../protocol/platformatic.ts';
import type { ReadTool, ReadToolDeps } from './deps.ts';
import { pageOf, type SortKey } from './paging.ts';

type Quota = ToolOutput<'list_quotas'>['quotas'][number];

const needs = 'DescribeConfigs on Cluster';

export const listQuotas =
  ({ client, results }: ReadToolDeps): ReadTool<'list_quotas'> =>
  async ({ limit, cursor }) => {
    const observedAt = new Date().toISOString();
    const { quotas, visibility } = await readQuotas(client);
    const { items, ...paged } = await pageOf(quotas, {
      tool: 'list_quotas',
      observedAt,
      limit,
      cursor,
      results,
      keyOf: ({ user, clientId, ip }) => [user, clientId, ip].flatMap(nameKey),
    });
    return { observedAt, quotas: items, ...paged, visibility };
  };

/** DescribeClientQuotas v1, of every entity. */
async function readQuotas(client: KafkaClient): Promise<{ quotas: Quota[]; visibility: Visibility }> {
  const { errorCode, errorMessage, entries } = await client.request(
    'any',
    apis.describeClientQuotasV1.api,
    [],
    false,
  );
  if (isRefusal(errorCode)) {
    const who = client.username === null ? 'a client without credentials' : `user ${client.username}`;
    const note = `Kafka shows no quota to ${who}: that takes ${needs}.`;
    return { quotas: [], visibility: { complete: false, note } };
  }
  if (errorCode !== codes.none)
    throw client.failure({ doing: 'list quotas', needs }, errorCode, errorMessage);
  const quotas = (entries ?? []).map(({ entity, values }) => ({
    ...Object.fromEntries(
      entity.flatMap(({ entityType, entityName }) => {
        const field = fields[entityType];
        return field === undefined ? [] : [[field, entityName ?? null]];
      }),
    ),
    limits: Object.fromEntries(values.map(({ key, value }) => [key, value])),
  }));
  return { quotas, visibility: { complete: true, note: null } };
}

const fields: Readonly<Record<string, 'user' | 'clientId' | 'ip'>> = {
  user: 'user',
  'client-id': 'clientId',
  ip: 'ip',
};

/** What a quota does not look at first, then the default, then names. */
const nameKey = (name: string | null | undefined): SortKey =>
  name === undefined ? [0, ''] : name === null ? [1, ''] : [2, name];
