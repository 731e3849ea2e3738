/**
 * What the mesh itself has set on topics, from the event log: drift that is an applied step of ours is no news.
 *
 * 1. Only a value that was granted counts, and only while the topic has exactly that value: from the grant on, since
 *    Kafka shows a step before the log does; no more once the log says that it was not applied.
 * 2. A step that was rolled back is ours no more: if its config still differs, that was there before.
 */
import {
  tools,
  type ClusterObservation,
  type DriftEntry,
  type DriftObservation,
  type IncidentEvent,
} from '@sremesh/contracts';

/** Remembered at most, each: grants whose outcome is not known yet, and configs set. */
const maxRemembered = 1000;

export interface OwnChanges {
  apply(event: IncidentEvent): void;
  /** The observation without the drift that is our own doing; the very same where there is none. */
  withoutOwnDrift(observation: ClusterObservation): ClusterObservation;
}

interface Change {
  direction: 'forward' | 'rollback';
  topic: string;
  configs: Record<string, string | null>;
}

export function createOwnChanges(): OwnChanges {
  const granted = new Map<string, Change>();
  const applied = new Map<string, string | null>();
  /** So that drift which stays the same is the same object. */
  let shown = new WeakMap<DriftObservation, DriftObservation>();

  const take = ({ direction, topic, configs }: Change) => {
    for (const [config, value] of Object.entries(configs)) {
      applied.delete(keyOf(topic, config));
      if (direction === 'forward') remember(applied, keyOf(topic, config), value);
    }
  };

  const isOwn = ({ kind, name, config, actual }: DriftEntry): boolean =>
    kind === 'topic' &&
    (applied.get(keyOf(name, config)) === actual ||
      granted
        .values()
        .some(
          ({ direction, topic, configs }) =>
            direction === 'forward' && topic === name && configs[config] === actual,
        ));

  return {
    apply(event) {
      if (event.type === 'granted' && event.payload.tool === 'set_topic_config') {
        const { success, data } = tools.set_topic_config.input.safeParse(event.payload.args);
        if (success)
          remember(granted, event.payload.grantId, { ...data, direction: event.payload.direction });
        shown = new WeakMap();
      }
      if (event.type !== 'applied' && event.type !== 'not_applied') return;
      const change = granted.get(event.payload.grantId);
      granted.delete(event.payload.grantId);
      shown = new WeakMap();
      if (event.type === 'applied' && change !== undefined) take(change);
    },
    withoutOwnDrift(observation) {
      const { drift } = observation;
      if (drift === null) return observation;
      const others = shown.get(drift) ?? without(drift, isOwn);
      shown.set(drift, others);
      return others === drift ? observation : { ...observation, drift: others };
    },
  };
}

function without(drift: DriftObservation, isOwn: (entry: DriftEntry) => boolean): DriftObservation {
  const entries = drift.entries.filter((entry) => !isOwn(entry));
  return entries.length === drift.entries.length ? drift : { ...drift, entries };
}

const keyOf = (topic: string, config: string): string => `${topic} ${config}`;

function remember<V>(known: Map<string, V>, key: string, value: V): void {
  known.set(key, value);
  const [oldest] = known.keys();
  if (known.size > maxRemembered && oldest !== undefined) known.delete(oldest);
}
