import { agentRoles, type AgentStatus } from '@sremesh/contracts';
import type { Mesh } from '@sremesh/mesh';
import { approverKeyOf, generateKeyPair, mintToken, signProof } from '@sremesh/policy';
import { newTraceParent, type ChallengePurpose, type Proof, type ProofStatement } from '@sremesh/contracts';
import { startTestMesh, type TestMesh } from '../../support/test-mesh.ts';
import { until } from '../../support/until.ts';
import { governanceMain, here, startProgram } from './processes.ts';

/** A real nats-server, governance and a governed agent as processes, and connections of the agents that ask them. */
export interface GovernedMesh {
  nats: TestMesh;
  reasoning: Mesh;
  gateway: Mesh;
  action: Mesh;
  /** A person's signature under what is wanted. */
  prove(purpose: ChallengePurpose, subject: string, decision: ProofStatement['decision']): Promise<Proof>;
  close(): Promise<void>;
}

export const call = () => ({ tenant: 'default', traceparent: newTraceParent() });

export async function startGovernedMesh(): Promise<GovernedMesh> {
  const nats = await startTestMesh(['default']);
  const { token } = mintToken({ name: 'ann', role: 'admin', tenants: ['default'] });
  const person = approverKeyOf(token);
  const approver = { name: 'ann', role: 'admin', tenants: ['default'], publicKey: person.publicKey };
  const governance = await startProgram(governanceMain, {
    ...nats.forGovernance(),
    KAFKA_BROKERS: '127.0.0.1:1',
    SREMESH_GRANT_SIGNING_KEY: generateKeyPair().seed,
    SREMESH_AUDIT_SIGNING_KEY: generateKeyPair().seed,
    SREMESH_APPROVERS: JSON.stringify([approver]),
  });
  const credential = nats.enrolment('learning');
  const learning = await startProgram(here('governed-server.ts'), {
    NATS_URL: nats.server.url,
    SREMESH_ENROLMENT: JSON.stringify({ jwt: credential.jwt(), seed: credential.seed }),
  });
  const [reasoning, gateway, action] = await Promise.all([
    nats.connect('reasoning'),
    nats.connect('gateway'),
    nats.connect('action'),
  ]);
  const ready = new Map<string, AgentStatus>();
  const heard = gateway.onHeartbeat((status) => void ready.set(status.role, status));
  for (const role of agentRoles.filter((each) => each === 'governance' || each === 'learning'))
    await until(`${role} is there`, () => ready.get(role), 30_000);
  await heard.close();
  return {
    nats,
    reasoning,
    gateway,
    action,
    async prove(purpose, subject, decision) {
      const { challenge } = await gateway.call('request_challenge', { purpose, subject }, call());
      return signProof(person.seed, { purpose, subject, challenge, approver: approver.name, decision });
    },
    async close() {
      await learning.process.stop();
      await governance.process.stop();
      await nats.close();
    },
  };
}
