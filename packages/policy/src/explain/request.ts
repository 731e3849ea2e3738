import { Principal, riskClasses } from '@sremesh/contracts';
import { z } from 'zod';
import { Mode } from '../decision/situation.ts';

const Args = z.record(z.string(), z.json());

/** A call to ask policies about, as a person writes it; what is left out is as on a calm day. */
export const PolicyQuestion = z.strictObject({
  tool: z.string(),
  args: Args.default({}),
  /** The agent that calls, or that proposed the change. */
  caller: z.string().default('reasoning'),
  human: Principal.optional(),
  tenant: z.string().default('default'),
  cluster: z.string().default('cluster'),
  mode: Mode.default('heal'),
  /** People who approved. */
  approvals: z.union([z.literal(0), z.literal(1), z.literal(2)]).default(0),
  kind: z.enum(['remedy', 'restore', 'rollback']).default('remedy'),
  /** What the target looks like before. */
  preState: z.json().default(null),
  /** The step that a restore or a rollback takes back. */
  undoes: z.strictObject({ tool: z.string(), args: Args, preState: z.json() }).optional(),
  /** The change says how to undo it. */
  rollback: z.boolean().default(true),
  /** Default: computed. */
  risk: z.enum(riskClasses).optional(),
  reversibility: z.enum(['reversible', 'self-correcting', 'irreversible']).optional(),
  bytesMoved: z.int().min(0).optional(),
  evidence: z
    .strictObject({ count: z.int().min(0), ageSeconds: z.int().min(0) })
    .default({ count: 1, ageSeconds: 0 }),
  usage: z
    .strictObject({
      grantsLastHour: z.int().min(0).default(0),
      grantsLastHourSameResource: z.int().min(0).default(0),
      stepsLastDay: z.int().min(0).default(0),
      bytesLastDay: z.int().min(0).default(0),
      changesRunning: z.int().min(0).default(0),
    })
    .prefault({}),
  /** Default: now. */
  now: z.iso.datetime().optional(),
});
export type PolicyQuestion = z.output<typeof PolicyQuestion>;
