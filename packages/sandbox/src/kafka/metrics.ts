import { join } from 'node:path';
import type { KafkaTools } from '@sremesh/bootstrap';
import type { BrokerPorts } from './broker-config.ts';

/** The rules that users are given, too. */
const rules = join(import.meta.dirname, '../../../../infra/kafka/jmx-exporter.yml');

/** Makes a broker tell its metrics, where the exporter is there and it has a port for them. */
export const metricsArgs = ({ jmxExporter }: KafkaTools, { metrics }: BrokerPorts): string[] =>
  jmxExporter === undefined || metrics === undefined
    ? []
    : [`-javaagent:${jmxExporter}=127.0.0.1:${metrics}:${rules}`];

/** Prometheus text; null where the broker has no metrics. */
export const metricsUrl = ({ metrics }: BrokerPorts): string | null =>
  metrics === undefined ? null : `http://127.0.0.1:${metrics}/metrics`;
