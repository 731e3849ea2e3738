import { describe, expect, it } from 'vitest';
import {
  agentRoles,
  agentSpec,
  buckets,
  eventTypes,
  isAgentRole,
  tools,
  type ToolContract,
} from '@sremesh/contracts';

const allTools: readonly ToolContract[] = Object.values(tools);
const specs = agentRoles.map((role) => ({ role, ...agentSpec(role) }));
const ownersOf = <T>(key: (spec: (typeof specs)[number]) => readonly T[], item: T) =>
  specs.filter((spec) => key(spec).includes(item)).map(({ role }) => role);

describe('agents table - who may do what', () => {
  it('has the six processes of the architecture', () => {
    expect(agentRoles.toSorted()).toEqual([
      'action',
      'gateway',
      'governance',
      'learning',
      'perception',
      'reasoning',
    ]);
  });

  it.each(eventTypes)('the event type %s has one owner', (type) => {
    expect(ownersOf((spec) => spec.emits, type)).toHaveLength(1);
  });

  it.each(buckets)('the bucket %s has one writer', (bucket) => {
    expect(ownersOf((spec) => spec.writes, bucket)).toHaveLength(1);
  });

  it('calls and handoffs name agents, and lead to one that serves such tools', () => {
    for (const { role, calls, handsOffTo } of specs) {
      for (const other of calls) {
        expect(isAgentRole(other), `${role} calls ${other}`).toBe(true);
        expect(allTools.some(({ server, delivery }) => server === other && delivery === 'request')).toBe(
          true,
        );
      }
      for (const other of handsOffTo) {
        expect(isAgentRole(other), `${role} hands off to ${other}`).toBe(true);
        expect(allTools.some(({ server, delivery }) => server === other && delivery === 'work')).toBe(true);
      }
    }
  });

  it('gives each secret to one agent, and what can change Kafka only to governance', () => {
    const secrets = specs.flatMap((spec) => spec.secrets.map((secret) => ({ secret, role: spec.role })));
    expect(new Set(secrets.map(({ secret }) => secret)).size).toBe(secrets.length);
    expect(agentSpec('reasoning').secrets).toEqual([]);
    expect(ownersOf((spec) => spec.secrets, 'KAFKA_ADMIN_PASSWORD')).toEqual(['governance']);
    expect(agentSpec('action').secrets).toEqual([]);
    expect(ownersOf((spec) => spec.handsOffTo, 'action')).toEqual(['governance']);
    expect(ownersOf((spec) => spec.calls, 'action')).toEqual([]);
  });
});

describe('tools - what both sides agree on', () => {
  it.each(allTools.map((tool) => [tool.name, tool] as const))('%s is complete', (name, tool) => {
    expect(isAgentRole(tool.server)).toBe(true);
    expect(name).toMatch(/^[a-z][a-z_]{1,63}$/);
    expect(tool.title).not.toBe('');
    expect(tool.description).toMatch(/\.$/);
  });

  it('what is read is answered at once; what changes the cluster is handed off', () => {
    for (const { name, annotations, delivery, server } of allTools) {
      const place = [
        annotations.readOnlyHint ? 'request' : delivery,
        server === 'action' ? 'work' : delivery,
      ];
      expect(place, name).toEqual([delivery, delivery]);
      expect(annotations.readOnlyHint && annotations.destructiveHint, name).toBe(false);
    }
  });
});
