import * as fc from 'fast-check';
import type { ClusterObservation } from '@sremesh/contracts';
import { start } from './clock.ts';

const at = fc.integer({ min: start - 5000, max: start + 120_000 });
const name = fc.oneof(
  fc.constantFrom('orders', 'billing', 'orders-value', '*', ''),
  fc.string({ maxLength: 400 }),
);
const id = fc.integer({ min: -1, max: 4 });
const bytes = fc.option(fc.double({ min: -1, max: 1e13, noNaN: true }));
const count = fc.oneof(fc.nat({ max: 100 }), fc.constant(Number.MAX_SAFE_INTEGER));
const state = fc.constantFrom('RUNNING', 'FAILED', 'PAUSED', '');
const errorName = fc.constantFrom('TOPIC_AUTHORIZATION_FAILED', 'GROUP_AUTHORIZATION_FAILED', 'ODD');
const list = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 3 });

/** The parts of an observation that are read at a pace of their own, however odd; often null. */
export const anyParts: fc.Arbitrary<
  Pick<
    ClusterObservation,
    'quorum' | 'reassignments' | 'logDirs' | 'acls' | 'metrics' | 'connectors' | 'schemas' | 'drift'
  >
> = fc.record({
  quorum: fc.option(fc.record({ at, leaderId: id, leaderEpoch: fc.nat({ max: 4 }) })),
  reassignments: fc.option(
    fc.record({
      at,
      partitions: list(
        fc.record({ topic: name, partition: fc.nat({ max: 3 }), adding: list(id), removing: list(id) }),
      ),
    }),
  ),
  logDirs: fc.option(
    fc.record({
      at,
      dirs: list(
        fc.record({
          broker: id,
          path: name,
          totalBytes: bytes,
          usableBytes: bytes,
          error: fc.option(name),
        }),
      ),
    }),
  ),
  acls: fc.option(
    fc.record({
      at,
      entries: list(
        fc.record({
          principal: fc.oneof(fc.constantFrom('User:a', 'User:*'), name),
          host: fc.constantFrom('*', '10.0.0.1'),
          operation: fc.constantFrom('Read', 'Write', 'All', 'Alter', 'Odd'),
          permission: fc.constantFrom('Allow', 'Deny'),
          resourceType: fc.constantFrom('Topic', 'Group', 'Cluster', 'Odd'),
          resourceName: name,
          patternType: fc.constantFrom('LITERAL', 'PREFIXED'),
        }),
      ),
    }),
  ),
  metrics: fc.option(
    fc.record({
      at,
      brokers: list(
        fc.record({
          broker: fc.option(id),
          throttled: list(
            fc.record({
              user: name,
              clientId: name,
              request: fc.constantFrom('Produce', 'Fetch', 'Request'),
              throttleMs: fc.oneof(fc.double({ min: 0, max: 1e5, noNaN: true }), fc.constant(50)),
            }),
          ),
          failedAuthentications: count,
          authorizationErrors: list(fc.record({ request: name, error: errorName, count })),
          requestMs: fc.constant([]),
          bytesIn: count,
        }),
      ),
    }),
  ),
  connectors: fc.option(
    fc.record({
      at,
      connectors: list(
        fc.record({
          name,
          type: fc.constantFrom('source', 'sink', 'unknown'),
          state,
          tasks: list(fc.record({ id: fc.nat(), state, workerId: name, trace: fc.option(name) })),
        }),
      ),
    }),
  ),
  schemas: fc.option(
    fc.record({
      at,
      subjects: list(
        fc.record({
          subject: name,
          version: fc.nat({ max: 5 }),
          id: fc.nat(),
          seenAt: at,
          compatibleWithPrevious: fc.option(
            fc.record({ backward: fc.boolean(), forward: fc.boolean(), messages: list(name) }),
          ),
        }),
      ),
    }),
  ),
  drift: fc.option(
    fc.record({
      at,
      entries: list(
        fc.record({
          kind: fc.constantFrom('topic', 'broker'),
          name,
          config: name,
          declared: fc.option(name),
          actual: fc.option(name),
        }),
      ),
    }),
  ),
});
