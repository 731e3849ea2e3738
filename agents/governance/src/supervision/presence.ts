import { lostAfterMs, type AgentStatus, type InProgress } from '@sremesh/contracts';

/** One instance of an agent, as NATS enforced its name. */
export interface AgentName {
  role: string;
  instance: string;
}

/** An agent that is lost. */
export interface Lost extends AgentName {
  why: string;
  /** What it held when it was last heard. */
  inProgress: readonly InProgress[];
  /** Since when it may have been dead; milliseconds of the same clock as everything here. */
  sinceMs: number;
}

/** An agent whose connection ended gets this long to come back. */
export const backWithinMs = 1500;
/** This process hears its own beats once a second; without one for this long it cannot tell silence from deafness. */
const deafAfterMs = 2000;
/** A beat may overtake the news that its connection ended, by less than this. */
const overtakenMs = 250;
const forgottenAfterMs = 60_000;
const maxAgents = 5000;

interface Seen extends AgentName {
  heardMs: number | undefined;
  goneMs: number | undefined;
  connections: Set<string>;
  stopping: boolean;
  inProgress: readonly InProgress[];
}

/**
 * Who is there and who is lost, from heartbeats and from what NATS says of connections. Every `nowMs` is of one monotonic
 * clock of this process; what other clocks show plays no part.
 *
 * 1. An agent is lost when its last connection ended and `backWithinMs` later it was neither connected nor heard, or when
 *    it was silent for `lostAfterMs`. Heard or connected again, it is there.
 * 2. Only time counts in which this process could hear: it hears its own beats, by the same NATS. Deaf, or cut off from
 *    NATS, it takes nobody for lost; when it hears again, everybody's time begins anew. So an outage of NATS, of the
 *    network, or of this process fences nobody.
 * 3. An agent that said it stops, or was never heard and never left, is not lost.
 */
export class Presence {
  readonly #self: AgentName;
  readonly #seen = new Map<string, Seen>();
  #ownBeatMs = -Infinity;
  /** Since when everybody could be heard. */
  #hearingMs = Infinity;

  constructor(self: AgentName) {
    this.#self = self;
  }

  heard({ role, instance, state }: AgentStatus, inProgress: readonly InProgress[], nowMs: number): void {
    if (role === this.#self.role && instance === this.#self.instance) return this.#ownBeat(nowMs);
    const agent = this.#agent({ role, instance });
    if (agent === undefined) return;
    agent.heardMs = nowMs;
    agent.inProgress = inProgress;
    agent.stopping = state === 'stopping';
    if (agent.goneMs !== undefined && nowMs - agent.goneMs > overtakenMs) agent.goneMs = undefined;
  }

  connected(name: AgentName, connection: string): void {
    const agent = this.#agent(name);
    agent?.connections.add(connection);
    if (agent !== undefined) agent.goneMs = undefined;
  }

  disconnected(name: AgentName, connection: string, nowMs: number): void {
    const agent = this.#agent(name);
    agent?.connections.delete(connection);
    if (agent?.connections.size === 0) agent.goneMs ??= nowMs;
  }

  /** NATS is away, or what it said meanwhile is lost. */
  cutOff(): void {
    this.#ownBeatMs = -Infinity;
  }

  /** Every agent that is lost now, for as long as it is remembered. */
  lost(nowMs: number): Lost[] {
    if (this.#deaf(nowMs)) return [];
    this.#forget(nowMs);
    return [...this.#seen.values()].flatMap((agent) => {
      const { role, instance, inProgress, stopping } = agent;
      const reason = stopping ? undefined : this.#whyLost(agent, nowMs);
      return reason === undefined ? [] : [{ role, instance, inProgress, ...reason }];
    });
  }

  /** Agents that said they stop and whose connection has ended. */
  stopped(): AgentName[] {
    return [...this.#seen.values()]
      .filter(({ stopping, goneMs }) => stopping && goneMs !== undefined)
      .map(({ role, instance }) => ({ role, instance }));
  }

  #ownBeat(nowMs: number): void {
    if (this.#deaf(nowMs)) {
      // What was told before it heard for the first time is all there is to know; later, what was told is old.
      if (this.#hearingMs !== Infinity) this.#startOver();
      this.#hearingMs = nowMs;
    }
    this.#ownBeatMs = nowMs;
  }

  #startOver(): void {
    for (const agent of this.#seen.values()) {
      agent.goneMs = undefined;
      agent.connections.clear();
    }
  }

  #deaf(nowMs: number): boolean {
    return nowMs - this.#ownBeatMs > deafAfterMs;
  }

  #whyLost({ heardMs, goneMs }: Seen, nowMs: number): { why: string; sinceMs: number } | undefined {
    if (goneMs !== undefined && nowMs - goneMs >= backWithinMs)
      return { why: `disconnected and not back within ${backWithinMs} ms`, sinceMs: goneMs };
    if (heardMs === undefined || nowMs - Math.max(heardMs, this.#hearingMs) <= lostAfterMs) return undefined;
    return { why: `silent for more than ${lostAfterMs} ms`, sinceMs: heardMs };
  }

  #agent({ role, instance }: AgentName): Seen | undefined {
    const key = `${role}/${instance}`;
    const known = this.#seen.get(key);
    if (known !== undefined || this.#seen.size >= maxAgents) return known;
    const made: Seen = {
      role,
      instance,
      heardMs: undefined,
      goneMs: undefined,
      connections: new Set(),
      stopping: false,
      inProgress: [],
    };
    this.#seen.set(key, made);
    return made;
  }

  #forget(nowMs: number): void {
    for (const [key, { heardMs = -Infinity, goneMs = -Infinity, connections }] of this.#seen) {
      const lastMs = Math.max(heardMs, goneMs);
      const justConnected = lastMs === -Infinity && connections.size > 0;
      if (!justConnected && nowMs - Math.max(lastMs, this.#hearingMs) > forgottenAfterMs)
        this.#seen.delete(key);
    }
  }
}
