import type { ToolHandlers, WorkHandlers } from '@sremesh/contracts';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** The registry of an agent, with the process's own figures in it. */
export function createMetrics(role: string, instance: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ agent: role, instance });
  collectDefaultMetrics({ register: registry });
  return registry;
}

type Handler = (input: never, context: never) => Promise<unknown>;

/** Wraps handlers so that each call is counted and timed, by tool and outcome. */
export function timed<H extends ToolHandlers | WorkHandlers>(
  handlers: H,
  registry: Registry,
  kind: 'tool' | 'work',
): H {
  const name = `sremesh_${kind}_seconds`;
  const seconds =
    registry.getSingleMetric(name) ??
    new Histogram({
      name,
      help: kind === 'tool' ? 'Time to answer a tool call' : 'Time a handoff was worked on',
      labelNames: ['tool', 'outcome'],
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60],
      registers: [registry],
    });
  if (!(seconds instanceof Histogram)) throw new TypeError(`${name} is no histogram`);
  const wrapped = Object.entries<Handler | undefined>(handlers).map(([tool, handler]) => [
    tool,
    handler && timedHandler(handler, () => seconds.startTimer({ tool })),
  ]);
  return Object.fromEntries(wrapped);
}

function timedHandler(handler: Handler, start: () => (labels: { outcome: string }) => unknown): Handler {
  return async (input, context) => {
    const end = start();
    try {
      const result = await handler(input, context);
      end({ outcome: 'ok' });
      return result;
    } catch (error) {
      end({ outcome: 'failed' });
      throw error;
    }
  };
}
