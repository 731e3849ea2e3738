import type { Detection } from '@sremesh/contracts';
import type { ReadCall } from '../evidence/calls.ts';
import { resourceOf } from './calls.ts';

export const brokerHealthCall: ReadCall<'read_broker_health'> = { tool: 'read_broker_health', args: {} };

export const logDirsCall: ReadCall<'read_log_dirs'> = { tool: 'read_log_dirs', args: {} };

export function reassignmentsCall(
  detection: Detection,
): ReadCall<'list_partition_reassignments'> | undefined {
  const topic = resourceOf(detection, 'topic');
  return topic === undefined
    ? undefined
    : { tool: 'list_partition_reassignments', args: { topic, limit: 1000 } };
}
