import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterObservation, HiddenPart } from '@sremesh/contracts';
import type { KafkaClient } from '../../client/client.ts';
import type { Sources } from '../../sources.ts';
import { aclsPart } from './acls.ts';
import { driftPart } from './drift.ts';
import { logDirsPart } from './log-dirs.ts';
import { connectorsPart, metricsPart, schemasPart } from './outside.ts';
import type { PartContext } from './part.ts';
import { quorumPart } from './quorum.ts';
import { reassignmentsPart } from './reassignments.ts';
import { registeredBrokersPart } from './registered-brokers.ts';
import { schedule, type PartSchedule } from './schedule.ts';
import { visibilityPart } from './visibility.ts';

type PartName = Exclude<HiddenPart['part'], 'topics' | 'groups'>;
type PartValues = Pick<ClusterObservation, PartName>;

export interface Parts {
  /** Begins what is due. Resolves when that has ended, after `graceMs` at the latest. */
  begin(context: PartContext, graceMs: number): Promise<void>;
  latest(): PartValues & { hidden: HiddenPart[]; registeredBrokers: readonly number[] | null };
}

/** Every part of an observation with a pace of its own; what is not configured costs nothing. */
export function createParts(client: KafkaClient, { metrics, connect, registry, declared }: Sources): Parts {
  const parts: { [N in PartName]: PartSchedule<NonNullable<PartValues[N]>> | null } = {
    quorum: schedule(quorumPart(client)),
    reassignments: schedule(reassignmentsPart(client)),
    logDirs: schedule(logDirsPart(client)),
    acls: schedule(aclsPart(client)),
    metrics: metrics && schedule(metricsPart(metrics)),
    connectors: connect && schedule(connectorsPart(connect)),
    schemas: registry && schedule(schemasPart(registry)),
    drift: declared && schedule(driftPart(client, declared)),
  };
  const registeredBrokers = schedule(registeredBrokersPart(client));
  const visible = {
    topics: schedule(visibilityPart(client, 'Topic')),
    groups: schedule(visibilityPart(client, 'Group')),
  };
  const all = [...Object.values(parts), registeredBrokers, ...Object.values(visible)];
  const reasonOf = (part: HiddenPart['part']): string | null => {
    if (part !== 'topics' && part !== 'groups') return parts[part]?.latest().hidden ?? null;
    const { value, hidden } = visible[part].latest();
    return hidden ?? value?.note ?? null;
  };

  return {
    async begin(context, graceMs) {
      const begun = Promise.all(all.map(async (part) => part?.begin(context)));
      const over = new AbortController();
      await Promise.race([begun, delay(graceMs, undefined, { signal: over.signal }).catch(() => undefined)]);
      over.abort();
    },
    latest: () => ({
      quorum: valueOf(parts.quorum),
      reassignments: valueOf(parts.reassignments),
      logDirs: valueOf(parts.logDirs),
      acls: valueOf(parts.acls),
      metrics: valueOf(parts.metrics),
      connectors: valueOf(parts.connectors),
      schemas: valueOf(parts.schemas),
      drift: valueOf(parts.drift),
      registeredBrokers: valueOf(registeredBrokers)?.ids ?? null,
      hidden: hideable.flatMap((part) => {
        const reason = reasonOf(part);
        return reason === null ? [] : [{ part, reason }];
      }),
    }),
  };
}

const valueOf = <T>(part: PartSchedule<T> | null): T | null => part?.latest().value ?? null;

const hideable = [
  'topics',
  'groups',
  'quorum',
  'reassignments',
  'logDirs',
  'acls',
  'metrics',
  'connectors',
  'schemas',
  'drift',
] as const satisfies HiddenPart['part'][];
