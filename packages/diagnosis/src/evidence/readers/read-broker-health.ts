import { tools } from '@sremesh/contracts';
import { count, perSecond, round } from '../../text.ts';
import { defineReader, windowBefore } from './reader.ts';

export const readBrokerHealth = defineReader(tools.read_broker_health, (output) => {
  const { brokers, underReplicated, underMinIsr, offline, metrics } = output;
  const down = brokers.filter(({ up }) => !up).map(({ id }) => id);
  const logins = brokers.reduce((sum, broker) => sum + (broker.failedAuthenticationsPerSecond ?? 0), 0);
  const refusals = brokers
    .flatMap(({ authorizationErrorsPerSecond }) => authorizationErrorsPerSecond ?? [])
    .reduce((sum, error) => sum + error.perSecond, 0);
  const refused = metrics
    ? `${perSecond(logins)} failed logins, ${perSecond(refusals)} requests refused for want of rights`
    : 'metrics cannot be read';
  return {
    summary:
      `${count(brokers.length - down.length, 'broker')} up${down.length === 0 ? '' : `, ${down.slice(0, 5).join(', ')} down`}; ` +
      `${count(underReplicated, 'partition')} not fully in sync, ${round(underMinIsr, 0)} below min.insync.replicas, ` +
      `${round(offline, 0)} without a leader; ${refused}.`,
    value: offline + underMinIsr + underReplicated,
    unit: 'partitions in trouble',
    window: windowBefore(output.observedAt, output.windowSeconds),
  };
});
