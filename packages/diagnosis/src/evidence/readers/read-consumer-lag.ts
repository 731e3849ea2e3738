import { tools } from '@sremesh/contracts';
import { count, duration, named, perSecond } from '../../text.ts';
import { defineReader, windowBefore } from './reader.ts';

export const readConsumerLag = defineReader(tools.read_consumer_lag, (output, args) => {
  const { lag, produceRate, consumeRate, timeToDrainSeconds: drain, timeToDataLossSeconds: loss } = output;
  const on = args.topic === undefined ? '' : ` on topic ${named(args.topic)}`;
  const rates =
    produceRate === null || consumeRate === null
      ? 'rates are not known yet'
      : `${perSecond(produceRate)} come in, ${perSecond(consumeRate)} are read`;
  const drained = drain === null ? 'the lag does not shrink' : `caught up in ${duration(drain)}`;
  const lost =
    loss === null ? 'nothing unread can be lost' : `retention may delete unread records in ${duration(loss)}`;
  return {
    summary: `Group ${named(output.groupId)} is ${count(lag, 'record')} behind${on}: ${rates}; ${drained}; ${lost}.`,
    value: lag,
    unit: 'records',
    window: windowBefore(output.observedAt, output.windowSeconds),
  };
});
