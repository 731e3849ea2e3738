import { errorMessage, evidenceKey, type Evidence, type ToolCall } from '@sremesh/contracts';
import { evidenceFrom, evidenceToGather } from '@sremesh/diagnosis';
import { callReadTool, contextOf } from '../tools.ts';
import { signalOf, type Node, type NodeDeps } from './node.ts';

/** Reads what the candidate causes need, keeps each whole answer by its digest, and cites it. */
export function gather(deps: NodeDeps): Node {
  return async (state, config) => {
    const { incident, tenant } = state;
    await deps.mesh.emit('diagnosing', {}, { incident, tenant });
    const evidence: Evidence[] = [];
    const missing: ToolCall[] = [];
    for (const call of evidenceToGather(state.detection)) {
      try {
        const output = await callReadTool(deps.mesh, call, contextOf(state), signalOf(config));
        const reading = evidenceFrom(call, output);
        await deps.outputs.put(evidenceKey(reading), output);
        await deps.mesh.emit(
          'evidence',
          { evidence: reading },
          { incident, tenant, id: `${incident}:${reading.id}` },
        );
        evidence.push(reading);
      } catch (error) {
        deps.log.warn(
          { incident, tool: call.tool, reason: errorMessage(error) },
          'evidence could not be had',
        );
        missing.push(call);
      }
    }
    return { evidence, missing };
  };
}
