import type { AuditRecord, ToolOutput } from '@sremesh/contracts';
import { createAuditSigner } from '@sremesh/audit';
import type { Closable, Mesh } from '@sremesh/mesh';
import type { Logger } from 'pino';
import type { BlockLog } from './block-log.ts';
import type { Item } from './block.ts';
import { followEvents } from './follow-events.ts';
import { LateItems } from './late-items.ts';
import type { Leadership } from './leadership.ts';
import { queryChain } from './query.ts';
import { itemOfReport } from './take-reports.ts';
import { Witness } from './witness.ts';
import { ChainWriter } from './writer.ts';

/** What governance itself has to say. */
export interface OwnFact {
  kind: Exclude<AuditRecord['kind'], 'call' | 'event' | 'checkpoint'>;
  /** Those it concerns, in whose chains it is recorded; none: it concerns all that are kept here. */
  tenants: readonly string[];
  data: unknown;
}

export interface AuditOptions {
  mesh: Pick<Mesh, 'events' | 'takeReports' | 'instance'>;
  blocks: BlockLog;
  leadership: Leadership;
  /** Those that this mesh serves. */
  tenants: readonly string[];
  /** Raw Ed25519 seed, base64url. */
  signingKey: string;
  witness?: { file?: string | undefined; command?: string | undefined };
  log: Logger;
}

/**
 * Governance's audit. Any replica may record a fact of its own; the one that leads also takes the event log and what
 * agents report into the chains.
 */
export class Audit implements Closable {
  readonly #options: AuditOptions;
  readonly #witness: Witness;
  readonly #writer: ChainWriter;
  readonly #late: LateItems;
  readonly #watch: Closable;
  #leading: { stop: () => Promise<void> } | undefined;

  constructor(options: AuditOptions) {
    const { blocks, signingKey, leadership, witness = {} } = options;
    this.#options = options;
    this.#witness = new Witness(witness);
    this.#writer = new ChainWriter({
      log: blocks,
      signer: createAuditSigner(signingKey),
      onCheckpoint: (checkpoint) => this.#witness.tell(checkpoint),
    });
    this.#late = new LateItems(this.#writer, options.log);
    this.#watch = leadership.onChange(() => this.#follow());
    this.#follow();
  }

  /** Why the audit is not kept as it should be, or null. While the chain cannot be written nothing may be granted. */
  trouble(): string | null {
    return this.#writer.trouble ?? this.#witness.trouble;
  }

  /** Resolved once it is durably recorded; only then may be done what it speaks of. */
  async record(fact: OwnFact): Promise<void> {
    await this.#writer.append(this.#itemOf(fact));
  }

  /** Records it as soon as that is possible; for what has happened already, and may not wait for the audit. */
  recordLater(fact: OwnFact): void {
    this.#late.add(this.#itemOf(fact));
  }

  query(query: { tenant: string; after: number; limit: number }): Promise<ToolOutput<'query_audit'>> {
    return queryChain(this.#options.blocks, query);
  }

  async close(): Promise<void> {
    await this.#watch.close();
    await this.#leading?.stop();
    await this.#late.close();
    await this.#writer.close();
    await this.#witness.close();
  }

  #itemOf({ kind, tenants, data }: OwnFact): Item {
    const entry = {
      at: new Date().toISOString(),
      kind,
      source: `governance/${this.#options.mesh.instance}`,
      data,
    };
    const concerned = tenants.length === 0 ? this.#options.tenants : tenants;
    return { entries: concerned.map((tenant) => ({ tenant, entry })) };
  }

  #follow(): void {
    const { leadership, mesh, log } = this.#options;
    const leads = leadership.isLeader();
    if (leads === (this.#leading !== undefined)) return;
    if (!leads) {
      void this.#leading?.stop();
      this.#leading = undefined;
      return;
    }
    const stopping = new AbortController();
    const following = followEvents(mesh, this.#writer, log, stopping.signal);
    const reports = mesh.takeReports((calls) => this.#writer.append(itemOfReport(calls)));
    this.#leading = {
      stop: async () => {
        stopping.abort();
        await Promise.all([following, reports.close()]);
      },
    };
  }
}
