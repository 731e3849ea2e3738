import { setTimeout as sleep } from 'node:timers/promises';
import type { Resource } from '@sremesh/contracts';
import { startPipeline, type Pipeline, type PipelineOptions } from '../workloads/pipeline.ts';
import type { FaultTarget, Injected } from './fault.ts';
import { groupHistory } from './look.ts';

/** What was broken on a flow. */
export interface Broken {
  /** Default: the group and the topic. */
  resources?: Resource[];
  /** Begins to look for the symptom; rejects once the signal is aborted. */
  visible(signal: AbortSignal): Promise<number>;
  /** What has to end before the flow is removed. */
  undo?(): Promise<void>;
}

export interface FlowOptions extends PipelineOptions {
  /** Everyday load before it: most symptoms are ones only against what is usual. */
  calmMs: number;
}

/** What was usual on the flow. */
export interface Calm {
  /** The group's greatest lag, in records. */
  lag: number;
}

/** Starts a flow of the fault's own, lets it be calm for a while, and breaks it; `clear` removes all of it. */
export async function onFlow(
  { kafka, logDir }: FaultTarget,
  { calmMs, ...options }: FlowOptions,
  breaks: (flow: Pipeline, calm: Calm) => Broken | Promise<Broken>,
): Promise<Injected> {
  const flow = await startPipeline(kafka, logDir, options);
  try {
    const calm = await watchCalm(flow, calmMs);
    const broken = await breaks(flow, calm);
    return injected({
      resources: [
        { kind: 'consumer-group', name: flow.group },
        { kind: 'topic', name: flow.topic },
      ],
      ...broken,
      async undo() {
        await broken.undo?.();
        await flow.remove();
      },
    });
  } catch (error) {
    await flow.remove();
    throw error;
  }

  async function watchCalm({ topic, group }: Pipeline, ms: number): Promise<Calm> {
    const look = groupHistory({ topic, group });
    return kafka.withAdmin(async (admin) => {
      const until = performance.now() + ms;
      let lag = 0;
      do {
        lag = Math.max(lag, (await look(admin)).at(-1)?.lag ?? 0);
        await sleep(200);
      } while (performance.now() < until);
      return { lag };
    });
  }
}

/** Ties the look for the symptom to the fault: it begins now and ends when the fault is cleared. */
export function injected({ resources, visible, undo }: Required<Broken>): Injected {
  const cleared = new AbortController();
  const seen = visible(cleared.signal);
  // Not everybody waits for it.
  seen.catch(() => undefined);
  let clearing: Promise<void> | undefined;
  return {
    resources,
    visible: seen,
    clear() {
      cleared.abort(new Error('the fault was cleared'));
      clearing ??= undo();
      return clearing;
    },
  };
}
