import type { KafkaClient } from '../client/client.ts';
import { electLeaders } from './elect-leaders.ts';
import { setTopicConfig } from './set-topic-config.ts';
import type { WriteActions } from './write-action.ts';

/** The write actions, all through one client: what its user may not do, Kafka refuses. */
export const createWriteActions = ({ client }: { client: KafkaClient }): WriteActions => ({
  set_topic_config: setTopicConfig(client),
  elect_leaders: electLeaders(client),
});
