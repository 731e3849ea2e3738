import type { KafkaClient } from '../../client/client.ts';
import { visibilityOf } from '../../tools/visibility.ts';
import { complete, type Part } from './part.ts';

/** Whether Kafka hides topics or groups from this user, which it does without a word: why, or null where it does not. */
export const visibilityPart = (
  client: KafkaClient,
  of: 'Topic' | 'Group',
): Part<{ note: string | null }> => ({
  everyMs: 30_000,
  timeoutMs: 5000,
  shared: true,
  async read() {
    const { complete: all, note } = await visibilityOf(client, of);
    return complete({ note: all === true ? null : note });
  },
});
