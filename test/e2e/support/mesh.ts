import {
  AgentStatus,
  Approval,
  errorMessage,
  Incident,
  isClosed,
  pageOf,
  type Resource,
} from '@sremesh/contracts';
import { ApiClient, up, type RunningMesh, type Terminal } from '@sremesh/cli';
import { startSandbox, type Sandbox, type Service } from '@sremesh/sandbox';
import { until } from './until.ts';

/** A mesh on a sandbox of ours, started by the same function as `npm start`, with the sandbox at hand. */
export interface TestMesh {
  readonly sandbox: Sandbox;
  readonly url: string;
  readonly admin: ApiClient;
  /** A bearer token of role admin. */
  readonly adminToken: string;
  agents(): Promise<AgentStatus[]>;
  incidents(): Promise<Incident[]>;
  incident(id: string): Promise<Incident>;
  /** Waits for an incident about the resource, opened after `since` (epoch milliseconds; default: ever). */
  incidentOn(resource: Resource, since?: number): Promise<Incident>;
  /** Waits until the incident is as wanted. */
  incidentWhere(
    id: string,
    what: string,
    holds: (incident: Incident) => boolean,
    timeoutMs?: number,
  ): Promise<Incident>;
  /** Approves what the incident waits for; the gateway may be restarting. */
  approve(incident: Incident): Promise<void>;
  stop(): Promise<number>;
}

export interface StartMeshOptions {
  /** Servers to start beside the sandbox's Kafka; default: none. */
  services?: readonly Service[];
}

/** Starts a mesh without a fault. `home` is its state directory. */
export async function startMesh(
  home: string,
  env: Record<string, string> = {},
  { services = [] }: StartMeshOptions = {},
): Promise<TestMesh> {
  const stopping = new AbortController();
  const said: string[] = [];
  let sandbox: Sandbox | undefined;
  const { promise: ready, resolve: onReady, reject: onFailure } = Promise.withResolvers<RunningMesh>();
  const ended = up({
    env: { SREMESH_HOME: home, SREMESH_PORT: '0', ...env },
    terminal: unattended(said),
    scenario: 'none',
    services,
    signal: stopping.signal,
    onReady,
    startSandbox: async (options) => (sandbox = await startSandbox(options)),
  });
  ended.then(() => onFailure(new Error(`it ended:\n${said.join('\n')}`)), onFailure);
  const mesh = await ready;
  if (sandbox === undefined) throw new Error('no sandbox was started');
  return testMesh(mesh, sandbox, async () => {
    stopping.abort();
    return ended;
  });
}

function testMesh(mesh: RunningMesh, sandbox: Sandbox, stop: () => Promise<number>): TestMesh {
  const admin = new ApiClient(mesh.url, mesh.tokens.admin);
  const approver = new ApiClient(mesh.url, mesh.tokens.approver);
  const incidents = async () => (await admin.get('/api/v1/incidents?limit=200', pageOf(Incident))).items;
  const incident = (id: string) => admin.get(`/api/v1/incidents/${id}`, Incident);
  /** The API may be away for a moment: a test that kills agents looks again. */
  const tolerant =
    <T>(look: () => Promise<T | undefined>) =>
    () =>
      look().catch(() => undefined);
  return {
    sandbox,
    url: mesh.url,
    admin,
    adminToken: mesh.tokens.admin,
    incidents,
    incident,
    stop,
    agents: async () => (await admin.get('/api/v1/agents', pageOf(AgentStatus))).items,
    incidentOn: ({ kind, name }, since = 0) =>
      until(
        `an incident on ${kind} ${name}`,
        60_000,
        tolerant(async () =>
          (await incidents()).find(
            ({ openedAt, resources }) =>
              Date.parse(openedAt) > since &&
              resources.some((each) => each.kind === kind && each.name === name),
          ),
        ),
      ),
    async incidentWhere(id, what, holds, timeoutMs = 60_000) {
      let last: Incident | undefined;
      const look = tolerant(async () => {
        last = await incident(id);
        return holds(last) ? last : undefined;
      });
      return until(`${id} ${what}`, timeoutMs, look).catch((error: unknown) => {
        throw new Error(`${errorMessage(error)}; it is ${summaryOf(last)}`, { cause: error });
      });
    },
    async approve({ approval }) {
      if (approval === null) throw new Error('the incident waits for no approval');
      const { id, digest } = approval;
      await until(
        `${id} approved`,
        30_000,
        tolerant(() =>
          approver.post(`/api/v1/approvals/${id}`, { decision: 'approve', digest, reason: 'test' }, Approval),
        ),
      );
    },
  };
}

const summaryOf = (incident: Incident | undefined): string =>
  incident === undefined
    ? 'not there'
    : JSON.stringify({
        ...incident,
        evidence: incident.evidence.map(({ tool, summary }) => [tool, summary]),
      });

export const closed = ({ status }: Incident): boolean => isClosed(status);
/** Every step of the proposal was applied and verified. */
export const allStepsVerified = ({ proposal, execution }: Incident): boolean =>
  proposal !== null &&
  proposal.steps.every((_, index) =>
    execution.some(
      ({ step, direction, verified }) => step === index && direction === 'forward' && verified === true,
    ),
  );

/** A terminal with nobody at it, that keeps what is said. */
export const unattended = (said: string[]): Terminal => ({
  out: (line) => said.push(line),
  note: (line) => said.push(line),
  interactive: false,
  columns: 100,
  style: (_, text) => text,
  ask: () => Promise.reject(new Error('nobody is at this terminal')),
});
