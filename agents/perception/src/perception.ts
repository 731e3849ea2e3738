import { errorMessage, type ClusterObservation, type IncidentEvent } from '@sremesh/contracts';
import type { Agent, AgentContext } from '@sremesh/agent';
import { detect } from '@sremesh/diagnosis';
import {
  createKafkaClient,
  createObserver,
  createReadTools,
  createWindow,
  kafkaOptions,
} from '@sremesh/kafka';
import type { Mesh } from '@sremesh/mesh';
import { Histogram } from 'prom-client';
import { createCadence } from './cadence.ts';
import type { PerceptionConfig } from './config.ts';
import { createKnownIncidents } from './known-incidents.ts';
import { explainCurrentState } from './explain-current-state.ts';
import { createIncidentOpener } from './open-incidents.ts';
import { createOwnChanges } from './own-changes.ts';
import { createResultStore } from './results.ts';
import { sourcesOf } from './sources.ts';
import { stirs } from './stirs.ts';
import { startSweep } from './sweep.ts';
import { tellingCadence } from './telling-cadence.ts';

/**
 * Perception: sweeps Kafka, detects, opens incidents, and serves the read tools. Every replica sweeps, so each one can
 * answer with a full observation window; the claim in KV keeps two of them from opening one incident twice.
 */
export async function createPerception(context: AgentContext<PerceptionConfig>): Promise<Agent> {
  const { config, mesh, log, signal, metrics } = context;
  const client = createKafkaClient({
    ...kafkaOptions(config, {
      clientId: `sremesh-perception-${context.instance}`,
      username: config.KAFKA_READ_USERNAME,
      password: config.KAFKA_READ_PASSWORD,
    }),
    // With a second broker asked in between still less than callers of a tool wait.
    requestTimeoutMs: 7000,
  });
  const sources = sourcesOf(config);
  const observer = createObserver(client, sources);
  const window = createWindow();
  const known = createKnownIncidents();
  const ownChanges = createOwnChanges();
  const opener = createIncidentOpener({ mesh, tenant: config.SREMESH_TENANT, known, log });
  const sweepSeconds = new Histogram({
    name: 'sremesh_sweep_seconds',
    help: 'Time one sweep of the cluster took',
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3],
    registers: [metrics],
  });

  const followed = await followEvents(mesh, [known, ownChanges], signal);
  followed.done.catch((error: unknown) => log.error({ err: error }, 'the event log is no longer followed'));
  await opener.recover();

  const sweep = startSweep({
    cadence: tellingCadence(createCadence(config.SREMESH_SWEEP_MS), { log, metrics }),
    log,
    signal,
    observe: async () => {
      const end = sweepSeconds.startTimer();
      const observation = await observer.observe();
      end();
      return ownChanges.withoutOwnDrift(observation);
    },
    async onObservation(observation: ClusterObservation) {
      const before = window.observations().at(-1);
      window.add(observation);
      try {
        await opener.take(detect(window.observations()), observation.at);
      } catch (error) {
        log.warn({ err: error }, `opening an incident failed and is tried again: ${errorMessage(error)}`);
      }
      return known.anyOpen() || stirs(before, observation);
    },
  });

  const tools = createReadTools({
    client,
    observer,
    window,
    sources,
    results: createResultStore(mesh, log),
  });
  return {
    tools: { ...tools, explain_current_state: explainCurrentState({ window, tools, log }) },
    notReady: () => sweep.trouble(),
    close: async () => {
      await sweep.done;
      await client.close();
    },
  };
}

/** What is remembered of the event log. */
interface Projection {
  apply(event: IncidentEvent): void;
}

/** Reads the log to its present end, then goes on following it. */
async function followEvents(
  mesh: Mesh,
  projections: readonly Projection[],
  signal: AbortSignal,
): Promise<{ done: Promise<void> }> {
  let last = 0;
  for await (const { sequence, event } of mesh.events({ signal, follow: false })) {
    for (const projection of projections) projection.apply(event);
    last = sequence;
  }
  const follow = async () => {
    for await (const { event } of mesh.events({ signal, afterSequence: last })) {
      for (const projection of projections) projection.apply(event);
    }
  };
  return { done: follow() };
}
