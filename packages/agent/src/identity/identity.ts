import type { AgentRole } from '@sremesh/contracts';
import type { NatsAuth } from '@sremesh/mesh';

/** What a process knows of itself before it is connected. */
export interface Beginning {
  /** Environment and secrets. */
  values: Readonly<Record<string, string>>;
  role: AgentRole;
  instance: string;
  tenants: string[];
}

/** How a process comes by its identity. Throws `MeshError`. */
export type ObtainIdentity = (beginning: Beginning) => Promise<NatsAuth>;
