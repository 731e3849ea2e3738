import { createKafkaClient, createWindow, noSources, type ReadToolDeps } from '../../src/index.ts';

/** For tools that ask what stands beside Kafka, and not Kafka itself: there is none. */
export const depsWith = (
  sources: Partial<ReadToolDeps['sources']>,
  window = createWindow(),
): ReadToolDeps => ({
  client: createKafkaClient({ brokers: ['127.0.0.1:1'], clientId: 'test' }),
  observer: { observeGroup: () => Promise.reject(new Error('no Kafka is asked here')) },
  window,
  sources: { ...noSources, ...sources },
  results: null,
});
