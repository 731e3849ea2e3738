import type { describeClientQuotasV1 } from '@platformatic/kafka';
import type { KafkaClient } from '../client/client.ts';
import { codes } from '../client/error-codes.ts';
import { apis } from '../protocol/platformatic.ts';

type QuotaEntry = NonNullable<describeClientQuotasV1.DescribeClientQuotasResponse['entries']>[number];

/** Whom a quota is about: a name, null for the default of all, absent where it does not look at it. */
export interface QuotaEntity {
  user?: string | null;
  clientId?: string | null;
}

export interface Quota {
  entity: QuotaEntity;
  limits: { name: string; limit: number }[];
}

/** Every quota of users and client ids; null where this user may not see them. */
export async function readQuotas(client: KafkaClient): Promise<Quota[] | null> {
  const { errorCode, entries } = await client.request('any', apis.describeClientQuotasV1.api, [], false);
  if (errorCode !== codes.none || entries === null) return null;
  return entries.flatMap(quotaOf);
}

/** What slows a client down, by the part of it that the broker's metric names. */
export interface ThrottledClient {
  /** Empty where the quota is one of a client id alone. */
  user: string;
  /** Empty where the quota is one of a user alone. */
  clientId: string;
  request: 'Produce' | 'Fetch' | 'Request';
}

/** The quota of a throttled client, by Kafka's order of precedence. Pure. */
export function applyingQuota(
  quotas: readonly Quota[],
  { user, clientId, request }: ThrottledClient,
): { name: string; limit: number; entity: string } | null {
  const name = limitNames[request];
  for (const wanted of precedence(user, clientId)) {
    const limit = quotas
      .find(({ entity }) => entity.user === wanted.user && entity.clientId === wanted.clientId)
      ?.limits.find((candidate) => candidate.name === name);
    if (limit !== undefined) return { ...limit, entity: spoken(wanted) };
  }
  return null;
}

const limitNames = {
  Produce: 'producer_byte_rate',
  Fetch: 'consumer_byte_rate',
  Request: 'request_percentage',
} as const;

/** A broker names in its metric exactly what the quota that it applies looks at. */
function precedence(user: string, clientId: string): QuotaEntity[] {
  if (user === '') return [{ clientId }, { clientId: null }];
  if (clientId === '') return [{ user }, { user: null }];
  return [user, null].flatMap((u) => [clientId, null].map((c) => ({ user: u, clientId: c })));
}

function quotaOf({ entity, values }: QuotaEntry): Quota[] {
  if (entity.some(({ entityType }) => entityType === 'ip')) return [];
  const named = (type: 'user' | 'client-id') => entity.find(({ entityType }) => entityType === type);
  const [user, clientId] = [named('user'), named('client-id')];
  return [
    {
      entity: {
        ...(user === undefined ? {} : { user: user.entityName ?? null }),
        ...(clientId === undefined ? {} : { clientId: clientId.entityName ?? null }),
      },
      limits: values.map(({ key, value }) => ({ name: key, limit: value })),
    },
  ];
}

const spoken = ({ user, clientId }: QuotaEntity): string =>
  [part('user', user), part('client id', clientId)].filter((words) => words !== '').join(', ');

const part = (kind: string, name: string | null | undefined): string =>
  name === undefined ? '' : name === null ? `default ${kind}` : `${kind} "${name}"`;
