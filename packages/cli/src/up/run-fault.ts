import { Incident } from '@sremesh/contracts';
import type { Fault } from '@sremesh/sandbox';
import { ApiClient } from '../api/client.ts';
import { CliError } from '../cli-error.ts';
import type { Terminal } from '../terminal.ts';
import { answerYes, askPerson, tellHow, type Answerer } from './approve.ts';
import type { RunningMesh, UpOptions } from './up.ts';
import { watchFault, type WatchOutcome } from './watch-fault.ts';

const defaultTimeoutMs = 300_000;

/** Injects a fault, shows its incident from beginning to end, and says how it ended; the exit code. */
export async function runFault(
  options: Pick<UpOptions, 'terminal' | 'approve' | 'exit' | 'json' | 'scenario' | 'timeoutMs' | 'signal'> & {
    fault: Fault;
    mesh: RunningMesh;
  },
): Promise<number> {
  const { terminal, fault, mesh, json = false, timeoutMs = defaultTimeoutMs, signal } = options;
  if (mesh.sandbox === undefined) throw new CliError('faults are injected into the sandbox only');
  terminal.note(`  ${terminal.style('bold', fault.title)}`);
  terminal.note(terminal.style('dim', `  injecting ${fault.name}; times are counted from when it is there`));
  const since = new Date();
  const injected = await mesh.sandbox.inject(fault, options.approve === true ? {} : fault.unhurried);
  const api = new ApiClient(mesh.url, mesh.tokens.admin);
  const outcome = await watchFault({
    fault: {
      cause: fault.name,
      beginsAs: fault.beginsAs,
      resources: injected.resources,
      since,
      injectedAt: new Date(),
    },
    api,
    answer: answererOf(options, mesh, terminal),
    terminal,
    draw: json ? terminal.note : terminal.out,
    timeoutMs: options.exit === true ? timeoutMs : Math.max(timeoutMs, defaultTimeoutMs),
    signal,
  });
  const mark = outcome.ok ? terminal.style('green', '✓') : terminal.style('red', '✗');
  terminal.note(`\n  ${mark} ${outcome.ok ? '' : `${fault.name}: `}${outcome.reason}`);
  if (json && outcome.incident !== undefined)
    terminal.out(JSON.stringify(await api.get(`/api/v1/incidents/${outcome.incident.id}`, Incident)));
  if (options.exit !== true) for (const line of whereNext(outcome)) terminal.note(line);
  return outcome.ok ? 0 : 1;
}

function answererOf(
  { approve }: { approve?: boolean | undefined },
  mesh: RunningMesh,
  terminal: Terminal,
): Answerer {
  const api = new ApiClient(mesh.url, mesh.tokens.approver);
  if (approve === true) return answerYes(api);
  return terminal.interactive ? askPerson(api, terminal) : tellHow(terminal);
}

const whereNext = ({ incident }: WatchOutcome): string[] => [
  '',
  '  Everything keeps running; Ctrl-C stops it. From another terminal, in this directory:',
  ...(incident === undefined
    ? []
    : [`    npx sremesh incidents ${incident.id}    this incident, with its evidence`]),
  '    npx sremesh scenarios    other faults:  npm start -- --scenario NAME',
  '    npx sremesh agents       the processes of the mesh',
  '  Your own Kafka, to watch and propose only:  KAFKA_BROKERS=host:9092 npm start',
  '',
];
