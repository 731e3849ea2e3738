import type { Freeze, GrantBody, WorkContext } from '@sremesh/contracts';
import type { WriteActions, WriteToolName } from '@sremesh/kafka';
import type { Mesh, Store } from '@sremesh/mesh';
import type { Logger } from 'pino';
import type { Execution } from './execution.ts';

/** The cluster that a step is carried out on, with the credential that exists for its grant alone. */
export interface Target {
  /** `look`: the grant is over or void, and nothing may be changed any more. */
  rights: 'apply' | 'look';
  /** The cluster's own id. Throws MESH_KAFKA_UNREACHABLE, MESH_KAFKA_REFUSED. */
  cluster(): Promise<string>;
  actions: WriteActions;
}

/** One handoff's access to its target, while it works on it. */
export interface Session {
  /** The target with a credential that lives: redeems the grant where there is none. Throws what redeeming and connecting throw. */
  target(): Promise<Target>;
  /** The same with a new credential, which ends the earlier one, whoever holds it. */
  renewed(): Promise<Target>;
  /** Ends the credential; never throws: what is not ended here is swept. */
  close(): Promise<void>;
}

export interface StepOf<N extends WriteToolName = WriteToolName> {
  tool: N;
  grant: GrantBody;
  work: WorkContext;
}

/** What carrying out a step takes. */
export interface ActionDeps {
  mesh: Pick<Mesh, 'emit' | 'handOff'>;
  executions: Store<Execution>;
  /** The kill switch. */
  freeze: Pick<Store<Freeze>, 'get'>;
  instance: string;
  /** Governance's raw Ed25519 public key, base64url. */
  publicKey: string;
  open(step: StepOf): Session;
  log: Logger;
}
