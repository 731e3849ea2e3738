import { expect, it } from 'vitest';
import { driftBetween } from '../../../src/observe/parts/drift.ts';

const of = (configs: Record<string, string>) => new Map(Object.entries(configs));
const declared = {
  topics: new Map([['orders', of({ 'retention.ms': '1000', 'cleanup.policy': 'delete' })]]),
  brokers: new Map([['1', of({ 'log.cleaner.threads': '2', 'ssl.key.password': 'x' })]]),
};
const asDeclared = of({ 'retention.ms': '1000', 'cleanup.policy': 'delete' });

it('drift - is every override of a topic that differs, is missing, or is not declared', () => {
  const actual = of({ 'retention.ms': '2000', 'segment.ms': '5' });
  const about = { kind: 'topic', name: 'orders' };
  expect(driftBetween(declared, new Map([['orders', actual]]), new Map())).toEqual([
    { ...about, config: 'cleanup.policy', declared: 'delete', actual: null },
    { ...about, config: 'retention.ms', declared: '1000', actual: '2000' },
    { ...about, config: 'segment.ms', declared: null, actual: '5' },
  ]);
  expect(driftBetween(declared, new Map([['orders', asDeclared]]), new Map())).toEqual([]);
});

it('drift - what a reassignment sets is none, and of brokers only what is declared and shown', () => {
  const moving = new Map([...asDeclared, ['leader.replication.throttled.replicas', '*']]);
  const broker = new Map([
    ['log.cleaner.threads', '1'],
    ['num.io.threads', '9'],
  ]);
  expect(driftBetween(declared, new Map([['orders', moving]]), new Map([['1', broker]]))).toEqual([
    { kind: 'broker', name: '1', config: 'log.cleaner.threads', declared: '2', actual: '1' },
  ]);
});
