import type { AgentRole, MeshError } from '@sremesh/contracts';
import type { Closable, Mesh, NatsAuth } from '@sremesh/mesh';
import type { Logger } from 'pino';

/** What a process knows of itself before it is connected. */
export interface Beginning {
  /** Environment and secrets. */
  values: Readonly<Record<string, string>>;
  servers: string[];
  role: AgentRole;
  instance: string;
  tenants: string[];
  log: Logger;
}

/** Who this process is to NATS. */
export interface Identity {
  auth: NatsAuth;
  /** Keeps it valid from now on; tells when NATS takes it no more, which nothing here can change. */
  keep?(mesh: Mesh, onLost: (why: MeshError) => void): Closable;
}

/** How a process comes by its identity. Throws `MeshError`. */
export type ObtainIdentity = (beginning: Beginning) => Promise<Identity>;
