import { lostAfterMs, type AgentStatus } from '@sremesh/contracts';

const forgottenAfterMs = 60_000;
const maxAgents = 1000;

/** Agents by what they said of themselves last. One not heard of is lost, then forgotten; one that said it stops just goes. */
export class AgentDirectory {
  readonly #seen = new Map<string, { status: AgentStatus; heardAt: number }>();

  /** `now` is this process's clock, epoch milliseconds: silence is measured here, not by the sender. */
  heard(status: AgentStatus, now = Date.now()): void {
    const key = `${status.role}/${status.instance}`;
    if (!this.#seen.has(key) && this.#seen.size >= maxAgents) this.#forget(now);
    if (this.#seen.has(key) || this.#seen.size < maxAgents) this.#seen.set(key, { status, heardAt: now });
  }

  list(now = Date.now()): AgentStatus[] {
    this.#forget(now);
    return [...this.#seen.values()]
      .map(({ status, heardAt }) =>
        now - heardAt <= lostAfterMs
          ? status
          : {
              ...status,
              state: 'lost' as const,
              stateReason: `not heard of for ${Math.round((now - heardAt) / 1000)} s`,
            },
      )
      .toSorted((a, b) => a.role.localeCompare(b.role) || a.startedAt.localeCompare(b.startedAt));
  }

  #forget(now: number): void {
    for (const [key, { status, heardAt }] of this.#seen) {
      const keptFor = status.state === 'stopping' ? lostAfterMs : forgottenAfterMs;
      if (now - heardAt > keptFor) this.#seen.delete(key);
    }
  }
}
