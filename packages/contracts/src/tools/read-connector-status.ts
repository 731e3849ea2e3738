import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';
import { ConnectorShape } from './connector.ts';

export const readConnectorStatus = defineTool({
  name: 'read_connector_status',
  title: 'Read connector status',
  description:
    'One connector and its tasks, with the stack trace of a failure and the topics it reads or writes.',
  server: 'perception',
  delivery: 'request',
  annotations: readOnly,
  input: z.object({
    connector: z.string().min(1).max(300),
  }),
  output: z.object({
    observedAt: z.iso.datetime(),
    ...ConnectorShape.shape,
    /** That Connect has seen it use since the last reset. */
    topics: z.array(z.string()).max(200),
    /** The consumer group of a sink; null for a source. */
    consumerGroup: z.string().nullable(),
  }),
});
