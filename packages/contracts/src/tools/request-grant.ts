import { z } from 'zod';
import { defineTool, desiredState } from './tool.ts';
import { IncidentId } from '../tenant.ts';

export const requestGrant = defineTool({
  name: 'request_grant',
  title: 'Request a grant',
  description:
    'Asks governance to grant one step of an allowed or approved proposal. Granted, the step is handed to the action agent at once; its outcome comes back as work for the caller.',
  server: 'governance',
  delivery: 'request',
  callers: ['reasoning'],
  annotations: desiredState,
  input: z.object({
    incident: IncidentId,
    proposalId: z.string().max(100),
    /** Index into the proposal's steps. */
    step: z.int().min(0),
    /** `rollback` asks for the step's declared inverse instead of the step. */
    direction: z.enum(['forward', 'rollback']),
    /** 1 for the first grant of this step and direction; a new attempt after an expired grant counts up. */
    attempt: z.int().min(1).max(20),
  }),
  output: z.object({
    granted: z.boolean(),
    grantId: z.string().nullable(),
    reason: z.string(),
  }),
});
