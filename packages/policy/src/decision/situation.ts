import type { Principal } from '@sremesh/contracts';
import { z } from 'zod';

/** How far the mesh may go: only look, only propose, or heal. */
export const Mode = z.enum(['observe', 'propose', 'heal']);
export type Mode = z.infer<typeof Mode>;

/** Who asks, and where. */
export interface Requester {
  /** The agent, as NATS enforced it. */
  caller: string;
  /** The person behind it. */
  human?: Principal | undefined;
  tenant: string;
}

/** What has been granted so far; see `Usage` of the schema. */
export interface Usage {
  grantsLastHour: number;
  grantsLastHourSameResource: number;
  stepsLastDay: number;
  bytesLastDay: number;
  changesRunning: number;
}

/** What surrounds a change when it is decided on. */
export interface Situation extends Requester {
  cluster: string;
  mode: Mode;
  now: Date;
  /** Stored readings that the change cites, and the age of the oldest when it was proposed. */
  evidence: { count: number; ageSeconds: number };
  /** Given for each call, as resources differ. */
  usageOf: (tool: string, args: unknown) => Usage;
}

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** The moment as policies see it; UTC. */
export const nowFacts = (now: Date) => ({
  weekday: weekdays[now.getUTCDay()] ?? '',
  hour: now.getUTCHours(),
  minute: now.getUTCMinutes(),
  epochSeconds: Math.floor(now.getTime() / 1000),
});
