import { fold, type FeedEvent, type FoldState, type Incident, type Resource } from '@sremesh/contracts';

export interface Happening {
  item: FeedEvent;
  /** With the event folded in. */
  incident: Incident;
}

/** Folds a feed: each event with its incident as it is from then on. Events of incidents whose start was missed are left out. */
export async function* folded(feed: AsyncIterable<FeedEvent>): AsyncGenerator<Happening> {
  const states = new Map<string, FoldState>();
  for await (const item of feed) {
    const { incident: id } = item.event;
    const state = fold(states.get(id), item.event);
    if (state === undefined) continue;
    states.set(id, state);
    yield { item, incident: state.incident };
  }
}

/** Whether an incident is about something that a fault touched, and opened after it was injected. */
export const concerns = (
  incident: Incident,
  fault: { resources: readonly Resource[]; since: Date },
): boolean =>
  Date.parse(incident.openedAt) >= fault.since.getTime() &&
  incident.resources.some(({ kind, name }) =>
    fault.resources.some((resource) => resource.kind === kind && resource.name === name),
  );
