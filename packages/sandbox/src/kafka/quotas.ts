import { alterClientQuotasV1 } from '@platformatic/kafka';
import type { KafkaCluster } from './cluster.ts';
import { withRaw } from './raw.ts';

export type QuotaKey = 'producer_byte_rate' | 'consumer_byte_rate' | 'request_percentage';

/** Whom a quota is about; a user or a client id that is not named is any. */
export interface QuotaEntity {
  user?: string;
  clientId?: string;
}

/** Sets a quota as another admin would (bytes a second and broker, or percent of a thread's time); null takes it away. */
export async function setQuota(
  kafka: KafkaCluster,
  { user, clientId }: QuotaEntity,
  key: QuotaKey,
  value: number | null,
): Promise<void> {
  const entities = [
    ...(user === undefined ? [] : [{ entityType: 'user' as const, entityName: user }]),
    ...(clientId === undefined ? [] : [{ entityType: 'client-id' as const, entityName: clientId }]),
  ];
  const op = value === null ? { key, remove: true as const } : { key, value, remove: false as const };
  await withRaw(kafka, (ask) => ask(alterClientQuotasV1.api, [{ entities, ops: [op] }], false));
}
