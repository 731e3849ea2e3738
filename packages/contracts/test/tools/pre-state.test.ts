import { describe, expect, it } from 'vitest';
import {
  LeadersPreState,
  leadersPreStateFrom,
  topicConfigPreStateFrom,
  type ToolOutput,
} from '@sremesh/contracts';

const configs: ToolOutput<'describe_configs'> = {
  observedAt: '2026-01-05T00:00:00.000Z',
  topic: 't',
  broker: null,
  hasDeclaration: false,
  configs: [
    { name: 'retention.ms', value: '1000', source: 'DYNAMIC_TOPIC_CONFIG', declared: null, drifted: false },
    { name: 'segment.ms', value: '5', source: 'STATIC_BROKER_CONFIG', declared: null, drifted: false },
  ],
};

describe('pre-state - of configs', () => {
  it('is the override where the topic has one, null where it inherits or the config is not there', () => {
    expect(topicConfigPreStateFrom(configs, ['retention.ms', 'segment.ms', 'no.such'])).toEqual({
      'retention.ms': '1000',
      'segment.ms': null,
      'no.such': null,
    });
  });

  it('is of the named configs only', () => {
    expect(topicConfigPreStateFrom(configs, ['segment.ms'])).toEqual({ 'segment.ms': null });
  });
});

describe('pre-state - of leaders', () => {
  const found = { isr: [1], produceRate: null, minInsyncReplicas: 1, logStartOffset: 0, highWatermark: 0 };
  const partitions = [
    { topic: 'a', partition: 1, leader: 2, replicas: [1, 2], ...found },
    { topic: 'a', partition: 0, leader: 1, replicas: [1, 2], ...found },
  ];

  it('is in the order asked for, with -1 for what is not there', () => {
    const wanted = [
      { topic: 'a', partition: 0 },
      { topic: 'a', partition: 1 },
      { topic: 'b', partition: 0 },
    ];
    const preState = leadersPreStateFrom({ partitions }, wanted);
    expect(LeadersPreState.parse(preState)).toEqual([
      { topic: 'a', partition: 0, leader: 1, preferredLeader: 1 },
      { topic: 'a', partition: 1, leader: 2, preferredLeader: 1 },
      { topic: 'b', partition: 0, leader: -1, preferredLeader: -1 },
    ]);
  });
});
