import { z } from 'zod';
import { defineTool, desiredState } from './tool.ts';
import { IncidentId } from '../tenant.ts';
import { Detection } from '../incident/detection.ts';

/** What an incident's graph can be waiting for. */
export const Awaited = z.enum(['approval', 'step', 'restore']);

export const advanceIncident = defineTool({
  name: 'advance_incident',
  title: 'Advance an incident',
  description: 'Starts the incident graph, or resumes it with what it was waiting for.',
  server: 'reasoning',
  delivery: 'work',
  annotations: desiredState,
  input: z.object({
    incident: IncidentId,
    start: z.object({ detection: Detection }).optional(),
    resume: z
      .discriminatedUnion('awaited', [
        z.object({
          awaited: z.literal('approval'),
          approvalId: z.string(),
          status: z.enum(['approved', 'denied', 'expired']),
          reason: z.string(),
        }),
        z.object({
          awaited: z.literal('step'),
          grantId: z.string(),
          outcome: z.enum(['applied', 'failed', 'refused', 'expired', 'prestate_changed']),
          reason: z.string(),
        }),
        z.object({ awaited: z.literal('restore') }),
      ])
      .optional(),
  }),
  output: z.object({}),
});
