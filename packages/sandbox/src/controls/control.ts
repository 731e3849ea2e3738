import type { Resource } from '@sremesh/contracts';
import type { FaultTarget, Variant } from '../faults/fault.ts';
import { startPipeline, type Pipeline, type PipelineOptions } from '../workloads/pipeline.ts';

/** A situation in which nothing is wrong, though it may look as if: whoever raises an alarm is mistaken. */
export interface Control<Options = object> {
  name: string;
  title: string;
  /** As of a fault. */
  touches: 'flow' | 'cluster';
  /** At least three, by the seed alone. */
  variants(seed: number): readonly Variant<Options>[];
  start(target: FaultTarget, options?: Partial<Options>): Promise<Situation>;
}

/** A control that runs. */
export interface Situation {
  /** What an alarm about it would name. */
  resources: Resource[];
  /** Ends it and removes all that it made. Safe to call twice. */
  stop(): Promise<void>;
}

/** Starts a flow, lets something go on with it until the signal is aborted, and removes it at the end. */
export async function flowSituation(
  { kafka, logDir }: FaultTarget,
  options: PipelineOptions,
  goesOn: (flow: Pipeline, signal: AbortSignal) => Promise<void> = async () => {},
): Promise<Situation> {
  const flow = await startPipeline(kafka, logDir, options);
  const over = new AbortController();
  const going = goesOn(flow, over.signal).catch((error: unknown) => {
    if (!over.signal.aborted) console.error(error);
  });
  let stopping: Promise<void> | undefined;
  return {
    resources: resourcesOf(options),
    stop() {
      over.abort();
      stopping ??= going.then(() => flow.remove());
      return stopping;
    },
  };
}

export const resourcesOf = ({ topic, group }: { topic: string; group: string }): Resource[] => [
  { kind: 'consumer-group', name: group },
  { kind: 'topic', name: topic },
];

export const untilOver = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
