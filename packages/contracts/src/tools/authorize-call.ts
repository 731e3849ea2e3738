import { z } from 'zod';
import { Principal } from '../meta.ts';
import { defineTool, readOnly } from './tool.ts';

export const authorizeCall = defineTool({
  name: 'authorize_call',
  title: 'Authorize a call',
  description:
    'Policy decision on a call that another agent is about to serve. The answer may be kept until the policy version changes.',
  server: 'governance',
  delivery: 'request',
  callers: ['perception', 'learning'],
  annotations: readOnly,
  input: z.object({
    /** The agent that calls, as NATS enforced it. */
    caller: z.string().max(64),
    /** The person behind it. */
    principal: Principal.optional(),
    tool: z.string().max(100),
    /** The typed facts about the arguments that the tool declares (`facts` of its contract), and nothing else. */
    facts: z.record(z.string(), z.json()),
  }),
  output: z.object({
    allowed: z.boolean(),
    /** Ids of the policies that decided. */
    policies: z.array(z.string()),
    /** What decided, and for a refusal what would have had to be true. */
    reason: z.string(),
    policyVersion: z.string(),
  }),
});
