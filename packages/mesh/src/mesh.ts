import type {
  AgentStatus,
  AuditBatch,
  Bucket,
  CallContext,
  EventPayload,
  EventType,
  IncidentEvent,
  RenewalRequest,
  InProgress,
  ToolArgs,
  ToolHandlers,
  ToolName,
  ToolOutput,
  WorkHandlers,
} from '@sremesh/contracts';
import type { z } from 'zod';
import type { IdentityGiver } from './authority/answer-identities.ts';

/** An agent's place on the mesh: everything it can do there. Each method throws `MeshError`. */
export interface Mesh {
  readonly role: string;
  readonly instance: string;
  /** Calls a request tool, checks both ways, and answers its structured output. Not retried here. */
  call<N extends ToolName>(
    tool: N,
    args: ToolArgs<N>,
    context: CallContext,
    options?: CallOptions,
  ): Promise<ToolOutput<N>>;
  /** Serves this role's request tools as an MCP server, in a queue group with its replicas. */
  serve(handlers: ToolHandlers): Promise<Closable>;
  /** Takes this role's durable work. */
  work(handlers: WorkHandlers, options?: WorkOptions): Promise<WorkLoop>;
  /** Hands work to the agent that serves the tool; resolved once it is stored. The same id is stored once. */
  handOff<N extends ToolName>(
    tool: N,
    args: ToolArgs<N>,
    context: CallContext & { incident: string },
    options: HandOffOptions,
  ): Promise<void>;
  /** Publishes what happened; resolved once it is stored. The same id folds once. */
  emit<T extends EventType>(type: T, payload: EventPayload<T>, event: EventKey): Promise<void>;
  /** The event log from the start (or after a sequence), then live, in stream order, until `signal` aborts. */
  events(options: {
    signal: AbortSignal;
    afterSequence?: number;
    incident?: string;
    follow?: boolean;
  }): AsyncIterable<SequencedEvent>;
  /** A typed key-value bucket. */
  store<T>(bucket: Bucket, schema: z.ZodType<T>): Store<T>;
  /** `inProgress`: the handoffs to hand on should this agent be lost; the first 64 are told. */
  heartbeat(status: AgentStatus, inProgress?: readonly InProgress[]): void;
  onHeartbeat(listener: (status: AgentStatus, inProgress: readonly InProgress[]) => void): Closable;
  /**
   * Puts deliveries that a lost agent of the role holds back into the queue, so that another gets them at once. Not where
   * it was last known alive so long ago (milliseconds) that the queue may have done that by itself; false then.
   */
  putBack(role: string, inProgress: readonly InProgress[], silentForMs: number): Promise<boolean>;
  /** Asks governance for a newer JWT of this instance's identity. */
  renewIdentity(request: RenewalRequest): Promise<string>;
  /** Hears the JWTs that governance hands this instance unasked. */
  onIdentity(listener: (jwt: string) => void): Closable;
  /** Gives identities to instances that ask for one; governance's. */
  answerIdentities(giver: IdentityGiver): Closable;
  /** Hands an instance a JWT unasked; resolved once NATS has it. */
  pushIdentity(name: { role: string; instance: string }, jwt: string): Promise<void>;
  /** Reports calls that this instance served in a tenant; resolved once stored. The same batch id is stored once. */
  reportCalls(tenant: string, batch: AuditBatch): Promise<void>;
  /** Takes what agents report of the calls they served; a report is settled when `take` is: done, or to come again. */
  takeReports(take: (calls: ReportedCalls) => Promise<void>): Closable;
  /** Tells every agent which version of the policy is in force. */
  tellPolicy(version: string): void;
  onPolicy(listener: (version: string) => void): Closable;
  /** `connected` as NATS sees it now; a denied publish or subscribe is reported here too, because NATS does not throw. */
  onStatus(listener: (status: MeshStatus) => void): Closable;
  readonly connected: boolean;
  /** Finishes what is in progress within the time, then disconnects. */
  close(options?: { timeoutMs?: number }): Promise<void>;
}

export interface CallOptions {
  /** Default 10,000. */
  timeoutMs?: number;
  signal?: AbortSignal;
  onProgress?: (done: number, total: number | undefined, message: string | undefined) => void;
}

export interface WorkOptions {
  /** Handoffs in progress at once in this replica; default 8. */
  concurrency?: number;
  /** Deliveries after which a handoff that keeps failing becomes a dead letter; default 8. */
  maxDeliveries?: number;
  /** Told of a handoff given up on, before it is acknowledged. */
  onDeadLetter?: (letter: DeadLetter) => Promise<void>;
  /** Told whenever a handoff was taken or settled; must not wait. */
  onChange?: () => void;
}

/** A handoff given up on. */
export interface DeadLetter {
  tenant: string;
  incident: string;
  tool: string;
  id: string;
  reason: string;
}

export interface HandOffOptions {
  /** Idempotency key, for instance `{incident}:lesson`. */
  id: string;
  /** Not delivered to the handler before then. */
  notBefore?: Date;
  /** A signed grant, for the action agent. */
  grant?: unknown;
}

export interface EventKey {
  /** Idempotency key within the incident; `{incident}:{type}` where left out. */
  id?: string;
  incident: string;
  tenant: string;
}

/** A batch as it came: tenant and sender are from the subject, which NATS enforced. */
export interface ReportedCalls extends AuditBatch {
  tenant: string;
  role: string;
  instance: string;
}

export interface SequencedEvent {
  sequence: number;
  event: IncidentEvent;
}

/** One KV bucket, read and written through a schema. `revision` is the fencing token. */
export interface Store<T> {
  get(key: string): Promise<Stored<T> | undefined>;
  /** Throws MESH_CONFLICT where the key exists. */
  create(key: string, value: T): Promise<number>;
  /** Throws MESH_CONFLICT where the revision is not the newest. */
  update(key: string, value: T, revision: number): Promise<number>;
  put(key: string, value: T): Promise<number>;
  delete(key: string): Promise<void>;
  /** Every key, or those under a prefix of whole dot-parted tokens; one that changes meanwhile may come again, newer. */
  entries(prefix?: string): AsyncIterable<{ key: string } & Stored<T>>;
}

export interface Stored<T> {
  value: T;
  revision: number;
}

export interface Closable {
  close(): Promise<void>;
}

export interface WorkLoop extends Closable {
  /** Handoffs in progress now. */
  readonly active: number;
  readonly inProgress: readonly InProgress[];
}

export type MeshStatus =
  | { type: 'connected' | 'disconnected'; server: string }
  /** NATS did not take the identity at a try to connect again; more tries follow. */
  | { type: 'refused'; server: string }
  | { type: 'denied'; operation: 'publish' | 'subscribe'; subject: string };
