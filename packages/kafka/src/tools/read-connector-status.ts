import { notConfigured } from '../http/service.ts';
import type { ReadTool, ReadToolDeps } from './deps.ts';

const traceLength = 4000;
const maxTasks = 500;
const maxTopics = 200;

export const readConnectorStatus =
  ({ sources: { connect } }: ReadToolDeps): ReadTool<'read_connector_status'> =>
  async ({ connector }) => {
    if (connect === null) throw notConfigured('Kafka Connect', 'KAFKA_CONNECT_URL');
    const observedAt = new Date().toISOString();
    const { name, type, state, tasks, fullTraces, topics, consumerGroup } =
      await connect.connector(connector);
    return {
      observedAt,
      name,
      type,
      state,
      tasks: tasks
        .map((task, index) => ({ ...task, trace: fullTraces[index]?.slice(0, traceLength) ?? null }))
        .slice(0, maxTasks),
      topics: topics.slice(0, maxTopics),
      consumerGroup,
    };
  };
