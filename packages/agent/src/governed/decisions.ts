import { canonicalJson, errorMessage, MeshError } from '@sremesh/contracts';
import type { Authorize, CallToDecide, Decision } from './decision.ts';

export interface DecisionsOptions {
  ask: Authorize;
  /** Decisions kept at most; default 10,000. */
  capacity?: number;
  /** Milliseconds, monotonic. */
  clock?: () => number;
}

interface Kept {
  decision: Decision;
  atMs: number;
}

/** An older decision is asked for anew, beside the call. */
const freshMs = 60_000;
/** An older one counts no more: so long an outage of governance is borne. */
const keptMs = 600_000;

/**
 * Decisions on calls, kept by everything a decision may depend on.
 *
 * 1. Only what governance answered is answered, and only under the policy it last said was in force.
 * 2. Where nothing is kept and governance cannot be asked, the call is refused; trying again can help.
 * 3. The same question is asked once at a time, and again where another policy came into force meanwhile.
 */
export class Decisions {
  readonly #ask: Authorize;
  readonly #capacity: number;
  readonly #clock: () => number;
  readonly #kept = new Map<string, Kept>();
  readonly #asking = new Map<string, Promise<Decision>>();
  #version: string | undefined;
  #agedAtMs = -Infinity;

  constructor({ ask, capacity = 10_000, clock = () => performance.now() }: DecisionsOptions) {
    this.#ask = ask;
    this.#capacity = capacity;
    this.#clock = clock;
  }

  async decide(call: CallToDecide): Promise<Decision> {
    const key = keyOf(call);
    const kept = this.#kept.get(key);
    const now = this.#clock();
    if (kept === undefined || now - kept.atMs > keptMs) return this.#once(key, call);
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    if (now - kept.atMs > freshMs || kept.atMs <= this.#agedAtMs)
      this.#once(key, call).catch(() => undefined);
    return kept.decision;
  }

  /** Another policy is in force: what was decided under any other counts no more. */
  usePolicy(version: string): void {
    if (version !== this.#version) this.#asking.clear();
    this.#version = version;
    for (const [key, { decision }] of this.#kept)
      if (decision.policyVersion !== version) this.#kept.delete(key);
  }

  /** Notices may have been missed: everything is asked for anew when it is next needed. */
  age(): void {
    this.#agedAtMs = this.#clock();
  }

  #once(key: string, call: CallToDecide): Promise<Decision> {
    const asking = this.#asking.get(key);
    if (asking !== undefined) return asking;
    const asked = this.#askAnew(key, call).finally(() => {
      if (this.#asking.get(key) === asked) this.#asking.delete(key);
    });
    this.#asking.set(key, asked);
    return asked;
  }

  async #askAnew(key: string, call: CallToDecide): Promise<Decision> {
    const atMs = this.#clock();
    const before = this.#version;
    const decision = await this.#ask(call).catch((error: unknown) => {
      throw new MeshError(
        'MESH_NO_RESPONDER',
        `${call.tool}: governance cannot be asked whether ${call.caller} may: ${errorMessage(error)}`,
        { cause: error, remedy: 'Nothing was done; try again.' },
      );
    });
    // A notice that came meanwhile may be about a policy newer than the one that decided.
    if (this.#version !== before && this.#version !== decision.policyVersion) return decision;
    this.#kept.delete(key);
    this.#kept.set(key, { decision, atMs });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.#capacity && oldest !== undefined) this.#kept.delete(oldest);
    return decision;
  }
}

const keyOf = ({ tenant, caller, principal, tool, facts }: CallToDecide): string =>
  canonicalJson([tenant, caller, principal ?? null, tool, facts]);
