import type { NodePorts } from './broker-config.ts';
import { createBrokerProcess, type BrokerProcess, type BrokerProcessOptions } from './broker-process.ts';
import { metricsUrl } from './metrics.ts';

/** One broker (and controller) of a cluster. */
export interface KafkaNode extends BrokerProcess {
  readonly id: number;
  readonly ports: NodePorts;
  readonly dataDir: string;
  /** Prometheus text of the JMX exporter; null where it tells none. */
  readonly metricsUrl: string | null;
}

export function createNode(options: BrokerProcessOptions & Pick<KafkaNode, 'ports' | 'dataDir'>): KafkaNode {
  const { id, ports, dataDir } = options;
  // The process has getters, which a spread would read once and for all.
  return Object.assign(createBrokerProcess(options), { id, ports, dataDir, metricsUrl: metricsUrl(ports) });
}
