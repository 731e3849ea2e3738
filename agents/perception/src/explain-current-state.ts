import {
  errorMessage,
  isToolName,
  MeshError,
  tools as contracts,
  type Detection,
  type Resource,
  type ToolCall,
  type ToolCallContext,
  type ToolHandlers,
} from '@sremesh/contracts';
import { detect, evidenceFrom, evidenceToGather, explain, type Finding } from '@sremesh/diagnosis';
import type { ObservationWindow } from '@sremesh/kafka';
import type { Logger } from 'pino';
import { sameResource } from './claim.ts';

export interface ExplainDeps {
  window: Pick<ObservationWindow, 'observations'>;
  /** The read tools that evidence comes from, served by this process. */
  tools: ToolHandlers;
  log: Logger;
}

/** What is looked at whatever is wrong. */
const overviewCalls: readonly ToolCall[] = [{ tool: 'describe_cluster', args: {} }];

/**
 * Joins what the read tools tell into one diagnosis: the symptoms of the window, for each the readings that tell its
 * causes apart, and the ranking. Throws MESH_KAFKA_UNREACHABLE before the first sweep.
 */
export function explainCurrentState({
  window,
  tools,
  log,
}: ExplainDeps): NonNullable<ToolHandlers['explain_current_state']> {
  return async ({ focus, depth }, call) => {
    const observations = window.observations();
    const [oldest] = observations;
    const observation = observations.at(-1);
    if (oldest === undefined || observation === undefined) {
      throw new MeshError('MESH_KAFKA_UNREACHABLE', 'no sweep of the cluster has ended yet', {
        remedy: 'Try again in a few seconds; list the agents to see what keeps perception from sweeping.',
      });
    }
    const detections = detect(observations).filter((one) => focus === undefined || isAbout(one, focus));
    const looked = detections.slice(0, depth);
    const readings = new Map<string, Promise<Finding | undefined>>();
    const read = (wanted: ToolCall): Promise<Finding | undefined> => {
      const key = JSON.stringify([wanted.tool, wanted.args]);
      const reading = readings.get(key) ?? findingOf(tools, wanted, call, log);
      readings.set(key, reading);
      return reading;
    };
    const all = async (calls: readonly ToolCall[]): Promise<Finding[]> =>
      (await Promise.all(calls.map(read))).filter((finding) => finding !== undefined);
    const [overview, examined] = await Promise.all([
      all(overviewCalls),
      Promise.all(
        looked.map(async (detection) => ({ detection, findings: await all(evidenceToGather(detection)) })),
      ),
    ]);
    return explain({
      observation,
      windowSeconds: (observation.at - oldest.at) / 1000,
      overview,
      examined,
      omitted: detections.length - looked.length,
    });
  };
}

const isAbout = ({ resources, explains = [] }: Detection, focus: Resource): boolean =>
  [...resources, ...explains.map(({ resource }) => resource)].some((one) => sameResource(one, focus));

async function findingOf(
  tools: ToolHandlers,
  call: ToolCall,
  context: ToolCallContext,
  log: Logger,
): Promise<Finding | undefined> {
  try {
    const handler = handlerIn(tools, call.tool);
    if (handler === undefined || !isToolName(call.tool)) return undefined;
    const output = await handler(contracts[call.tool].input.parse(call.args), context);
    return { evidence: evidenceFrom(call, output), output };
  } catch (error) {
    context.signal.throwIfAborted();
    log.info({ tool: call.tool, reason: errorMessage(error) }, 'a reading could not be had');
    return undefined;
  }
}

/** A handler by its name, its arguments checked by the tool's schema. */
interface Handler {
  run(input: unknown, call: ToolCallContext): Promise<unknown>;
}

const handlerIn = (
  handlers: { [name: string]: Handler['run'] | undefined },
  name: string,
): Handler['run'] | undefined => handlers[name];
