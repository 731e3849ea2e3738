import type { InProgress } from './heartbeat.ts';

/**
 * Subjects of the JetStream API that agents use, so that permissions name exactly these. No agent may create a consumer:
 * a consumer's deliver subject would be a way to publish anywhere. Logs and buckets are read with direct gets.
 */
export const jetStreamApi = {
  nextMessage: (stream: string, consumer: string): string =>
    `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`,
  consumerInfo: (stream: string, consumer: string): string => `$JS.API.CONSUMER.INFO.${stream}.${consumer}`,
  /** Acknowledgements of one consumer's messages. */
  acks: (stream: string, consumer: string): string => `$JS.ACK.${stream}.${consumer}.>`,
  /** Acknowledgement of one delivery, by its numbers; the server does not look at the last two tokens, a time and a count. */
  ack: (stream: string, consumer: string, { stored, delivered, deliveries }: InProgress): string =>
    `$JS.ACK.${stream}.${consumer}.${deliveries}.${stored}.${delivered}.0.0`,
  /** Messages of a stream by sequence; the query is the body. */
  directGet: (stream: string): string => `$JS.API.DIRECT.GET.${stream}`,
  /** The last message of one subject. */
  directGetLast: (stream: string, subject: string): string => `$JS.API.DIRECT.GET.${stream}.${subject}`,
  /** Stream of a key-value bucket. */
  bucketStream: (bucket: string): string => `KV_${bucket}`,
  /** Subjects of a bucket's keys. */
  bucketKeys: (bucket: string): string => `$KV.${bucket}.>`,
} as const;
