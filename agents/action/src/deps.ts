import type { WriteActions } from '@sremesh/kafka';
import type { Mesh, Store } from '@sremesh/mesh';
import type { Logger } from 'pino';
import type { Execution } from './execution.ts';

/** The cluster that steps are carried out on, with the credentials this agent has there. */
export interface Target {
  /** The cluster's own id. Throws MESH_KAFKA_UNREACHABLE, MESH_KAFKA_REFUSED. */
  cluster(): Promise<string>;
  actions: WriteActions;
}

/** What carrying out a step takes. */
export interface ActionDeps {
  mesh: Pick<Mesh, 'emit' | 'handOff'>;
  executions: Store<Execution>;
  instance: string;
  /** Governance's raw Ed25519 public key, base64url. */
  publicKey: string;
  /** null without credentials. */
  target: Target | null;
  log: Logger;
}
