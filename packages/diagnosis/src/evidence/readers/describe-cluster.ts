import { tools } from '@sremesh/contracts';
import { count, percent, round } from '../../text.ts';
import { defineReader, windowBefore } from './reader.ts';

export const describeCluster = defineReader(tools.describe_cluster, (output) => {
  const worst = output.brokers.reduce((most, { leaderImbalance }) => Math.max(most, leaderImbalance), 0);
  const absent = output.absentBrokers.slice(0, 5).join(', ');
  const { quorum, quorumLeaderId } = output;
  const change = quorum?.lastChange ?? null;
  const leader =
    quorumLeaderId < 0
      ? 'no controller leads'
      : `controller ${quorumLeaderId} leads${change === null ? '' : `, ${change.from} before`}`;
  return {
    summary:
      `${count(output.brokers.length, 'broker')} up${absent === '' ? '' : `, ${absent} absent`}, ${count(output.offlineReplicas, 'replica')} on absent brokers, ` +
      `${count(output.underReplicatedPartitions, 'partition')} not fully in sync; ` +
      `the worst broker lacks ${percent(worst)} of its leaderships; ${leader}.`,
    value: round(worst, 4),
    unit: 'ratio',
    window: windowBefore(output.observedAt, 0),
  };
});
