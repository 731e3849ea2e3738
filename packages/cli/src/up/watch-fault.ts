import { errorMessage, isClosed, type Incident, type Resource } from '@sremesh/contracts';
import type { ApiClient } from '../api/client.ts';
import { followFeed } from '../api/events.ts';
import { timelineLines } from '../render/timeline.ts';
import type { Terminal } from '../terminal.ts';
import type { Answerer } from './approve.ts';
import { concerns, folded } from './concerning.ts';
import { judge, type Expected, type Verdict } from './verdict.ts';

/** How long a settled incident is given to become a lesson, too. */
const lessonWithinMs = 5000;

export interface FaultWatch extends Expected {
  resources: readonly Resource[];
  /** When the injection began: incidents before it are others. */
  since: Date;
  /** When the fault was there: the origin of the times shown. */
  injectedAt: Date;
}

export interface WatchOutcome extends Verdict {
  incident: Incident | undefined;
}

/** Draws the incident of a fault as it happens, has approvals answered, and judges the end. */
export async function watchFault(options: {
  fault: FaultWatch;
  api: ApiClient;
  answer: Answerer;
  terminal: Terminal;
  draw: (line: string) => void;
  timeoutMs: number;
  signal: AbortSignal;
}): Promise<WatchOutcome> {
  const { fault, api, answer, terminal, draw, timeoutMs } = options;
  const look = {
    originMs: fault.injectedAt.getTime(),
    columns: terminal.columns - 2,
    style: terminal.style,
  };
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const timer = setTimeout(() => stop.abort(), timeoutMs);
  const questions = new Map<string, AbortController>();
  let latest: Incident | undefined;
  let outcome: WatchOutcome | undefined;
  try {
    for await (const { item, incident } of folded(followFeed(api, 0, signal))) {
      if (!concerns(incident, fault)) continue;
      latest = incident;
      const { event } = item;
      for (const line of timelineLines(event, look)) draw(`  ${line}`);
      if (event.type === 'approval_requested') {
        const asked = new AbortController();
        questions.set(incident.id, asked);
        answer(incident, AbortSignal.any([signal, asked.signal])).catch((error: unknown) => {
          if (!asked.signal.aborted && !signal.aborted) terminal.note(`  ${errorMessage(error)}`);
        });
      }
      if (event.type === 'approval_decided' || isClosed(incident.status)) questions.get(incident.id)?.abort();
      const verdict = judge(incident, fault);
      if (verdict === undefined) continue;
      if (outcome === undefined) setTimeout(() => stop.abort(), lessonWithinMs).unref();
      outcome = { ...verdict, incident };
      if (incident.lessonId !== null) break;
    }
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
  options.signal.throwIfAborted();
  return outcome ?? { ok: false, reason: unsettled(latest, timeoutMs), incident: latest };
}

function unsettled(latest: Incident | undefined, timeoutMs: number): string {
  const within = `within ${Math.round(timeoutMs / 1000)} s`;
  if (latest === undefined) return `nothing was detected ${within}`;
  const waiting = latest.execution.length > 0 && isClosed(latest.status) ? ', with a step still to come' : '';
  return `not settled ${within}: ${latest.id} is ${latest.status}${waiting}`;
}
