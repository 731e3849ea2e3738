import type { Case } from '../cases.ts';
import { start } from '../clock.ts';
import { gone, killed } from '../group-cases.ts';
import { symptomOf } from './world.ts';

const observedAt = new Date(start).toISOString();
const trace = 'org.apache.kafka.connect.errors.ConnectException: Tolerance exceeded in error handler\n\tat x';

/** A sink and a record that is no JSON; what is seen of it, and of its group. */
export const connectorTaskFailed: Case[] = [
  {
    detection: symptomOf('connector-failed', ['connector archive'], { tasks: 1, failedTasks: 1 }),
    outputs: {
      read_connector_status: {
        observedAt,
        name: 'archive',
        type: 'sink',
        state: 'RUNNING',
        tasks: [{ id: 0, state: 'FAILED', workerId: '127.0.0.1:8083', trace }],
        topics: ['orders'],
        consumerGroup: 'connect-archive',
      },
    },
  },
  ...[gone, killed].map(({ detection, outputs }): Case => ({
    detection: {
      ...detection,
      resources: [
        { kind: 'consumer-group', name: 'connect-archive' },
        { kind: 'topic', name: 'orders' },
      ],
    },
    outputs: {
      ...outputs,
      list_connectors: {
        observedAt,
        configured: true,
        connectors: [{ name: 'archive', type: 'sink', state: 'RUNNING', tasks: 1, failedTasks: 1 }],
        total: 1,
        nextCursor: null,
        claim: null,
      },
    },
  })),
];

export const configDrift: Case[] = [
  {
    detection: symptomOf('config-drift', ['topic orders'], { driftedConfigs: 1 }),
    outputs: {
      describe_configs: {
        observedAt,
        topic: 'orders',
        broker: null,
        hasDeclaration: true,
        configs: [
          {
            name: 'retention.ms',
            value: '14400000',
            source: 'DYNAMIC_TOPIC_CONFIG',
            declared: { value: '604800000' },
            drifted: true,
          },
        ],
      },
    },
  },
];
