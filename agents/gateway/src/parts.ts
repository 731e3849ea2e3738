import type { AgentContext } from '@sremesh/agent';
import type { Freeze, TokenRecord } from '@sremesh/contracts';
import type { Mesh, Store } from '@sremesh/mesh';
import type { AgentDirectory } from './projection/agent-directory.ts';
import type { EventRing } from './projection/event-ring.ts';
import type { IncidentTable } from './projection/incident-table.ts';

/** What the routes are made from. */
export interface GatewayParts {
  mesh: Pick<Mesh, 'call' | 'events'>;
  freeze: Pick<Store<Freeze>, 'get'>;
  tenant: string;
  tokens: readonly TokenRecord[];
  host: string;
  allowedHosts: readonly string[];
  /** Throws 503 until the log has been read. */
  incidents: () => IncidentTable;
  ring: () => EventRing;
  agents: AgentDirectory;
  metrics: AgentContext<unknown>['metrics'];
  log: AgentContext<unknown>['log'];
  /** Why it is not ready, or null. */
  notReady: () => string | null;
  /** Aborts when the gateway stops: streams end. */
  signal: AbortSignal;
}
