import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage, evidenceKey, type Evidence, type ToolCall } from '@sremesh/contracts';
import { evidenceFrom, evidenceToGather } from '@sremesh/diagnosis';
import { callReadTool, contextOf } from '../tools.ts';
import { signalOf, type Node, type NodeDeps } from './node.ts';

/** What was not clear may be after a few more sweeps. */
const lookAgainAfterMs = 3000;

/** Reads what the candidate causes need, keeps each whole answer by its digest, and cites it. */
export function gather(deps: NodeDeps): Node {
  return async (state, config) => {
    const { incident, tenant, looks } = state;
    const signal = signalOf(config);
    if (looks === 0) await deps.mesh.emit('diagnosing', {}, { incident, tenant });
    else await delay(lookAgainAfterMs, undefined, { signal });

    const read = async (call: ToolCall): Promise<Evidence | undefined> => {
      try {
        const output = await callReadTool(deps.mesh, call, contextOf(state), signal);
        const reading = evidenceFrom(call, output);
        await deps.outputs.put(evidenceKey(reading), output);
        const key = { incident, tenant, id: `${incident}:${reading.id}` };
        await deps.mesh.emit('evidence', { evidence: reading }, key);
        return reading;
      } catch (error) {
        signal.throwIfAborted();
        const reason = errorMessage(error);
        deps.log.warn({ incident, tool: call.tool, reason }, 'evidence could not be had');
        return undefined;
      }
    };
    const calls = evidenceToGather(state.detection);
    const readings = await Promise.all(calls.map(read));
    return {
      evidence: readings.filter((reading) => reading !== undefined),
      missing: calls.filter((_, index) => readings[index] === undefined),
      looks: looks + 1,
    };
  };
}
