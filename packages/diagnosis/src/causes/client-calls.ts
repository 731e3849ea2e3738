import type { Detection } from '@sremesh/contracts';
import type { ReadCall } from '../evidence/calls.ts';
import { resourceOf } from './calls.ts';

export const throttlingCall: ReadCall<'read_throttling'> = { tool: 'read_throttling', args: {} };

/** The ACLs that apply to what a detection is about: to its topic, its group and its principal, as far as it names them. */
export function aclCalls(detection: Detection): ReadCall<'list_acls'>[] {
  const topic = resourceOf(detection, 'topic');
  const group = resourceOf(detection, 'consumer-group');
  const principal = resourceOf(detection, 'principal');
  const calls: ReadCall<'list_acls'>['args'][] = [];
  if (topic !== undefined) calls.push({ resourceType: 'Topic', resourceName: topic });
  if (group !== undefined) calls.push({ resourceType: 'Group', resourceName: group });
  if (principal !== undefined) calls.push({ principal });
  return calls.map((args) => ({ tool: 'list_acls', args: { ...args, limit: 1000 } }));
}

/** Whether the principal that lost a right may still do what it was for. */
export function accessCall(detection: Detection): ReadCall<'explain_access'> | undefined {
  const principal = resourceOf(detection, 'principal');
  const [subject] = detection.resources;
  const types = { topic: 'Topic', 'consumer-group': 'Group' } as const;
  if (principal === undefined || (subject?.kind !== 'topic' && subject?.kind !== 'consumer-group'))
    return undefined;
  const reads = subject.kind === 'consumer-group' || (detection.measures['lostReading'] ?? 0) > 0;
  return {
    tool: 'explain_access',
    args: {
      principal,
      operation: reads ? 'Read' : 'Write',
      resourceType: types[subject.kind],
      resourceName: subject.name,
    },
  };
}

/** By the subject, or by the topic whose name its subjects begin with. */
export function schemasCall(detection: Detection): ReadCall<'list_schemas'> | undefined {
  const subject = resourceOf(detection, 'subject') ?? resourceOf(detection, 'topic');
  return subject === undefined || subject.length > 300
    ? undefined
    : { tool: 'list_schemas', args: { subject, limit: 1000 } };
}

export function connectorCall(detection: Detection): ReadCall<'read_connector_status'> | undefined {
  const connector = resourceOf(detection, 'connector');
  return connector === undefined || connector === '' || connector.length > 300
    ? undefined
    : { tool: 'read_connector_status', args: { connector } };
}

/** The connector whose sink reads as the group that a detection is about. */
export function sinkOf(detection: Detection): string | undefined {
  const group = resourceOf(detection, 'consumer-group');
  return group?.startsWith('connect-') ? group.slice('connect-'.length) : undefined;
}

/** Which connectors failed, where the group is that of a sink: this answers even where there is no Connect to ask. */
export const failedConnectorsCall = (detection: Detection): ReadCall<'list_connectors'> | undefined =>
  sinkOf(detection) === undefined
    ? undefined
    : { tool: 'list_connectors', args: { onlyFailed: true, limit: 1000 } };
