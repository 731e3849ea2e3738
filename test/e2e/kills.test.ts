import { join } from 'node:path';
import type { AgentRole, Incident } from '@sremesh/contracts';
import { retentionEdge } from '@sremesh/sandbox';
import { describe, expect, it } from 'vitest';
import { allStepsVerified } from './support/mesh.ts';
import { meshOfSuite } from './support/suite.ts';
import { topicConfigHistory } from './support/topic-config-history.ts';
import { until } from './support/until.ts';

/** When each agent is killed: in the middle of what it does for the incident. */
const moments: [AgentRole, string, (incident: Incident) => boolean][] = [
  ['perception', 'just after the incident was opened', () => true],
  ['reasoning', 'while evidence is gathered', ({ evidence }) => evidence.length > 0],
  ['governance', 'while an approval is pending', ({ approval }) => approval !== null],
  ['action', 'when the step was granted', ({ execution }) => execution.length > 0],
  ['gateway', 'while the step is verified', ({ appliedAt }) => appliedAt !== null],
  ['learning', 'when the incident is resolved', ({ status }) => status === 'resolved'],
];
const retentionMs = 14_000;

describe('kill -9 in mid-incident', () => {
  const suite = meshOfSuite();

  it.each(moments)(
    '%s, %s: the heal is delayed, not lost and not repeated',
    async (role, _when, isMoment) => {
      const mesh = suite.mesh();
      const topic = `killed-${role}`;
      const group = `${topic}-readers`;
      const before = await mesh.agents();
      const injected = await mesh.sandbox.inject(retentionEdge, {
        topic,
        group,
        retentionMs,
        produceRate: 40,
        recoverAfterMs: retentionMs * 1.2,
      });
      const opened = await mesh.incidentOn({ kind: 'consumer-group', name: group });

      const approving = mesh
        .incidentWhere(opened.id, 'waits for an approval', ({ approval }) => approval !== null)
        .then((incident) => mesh.approve(incident));
      await mesh.incidentWhere(opened.id, 'is at the moment', isMoment);
      const victim = before.find((agent) => agent.role === role);
      if (victim === undefined) throw new Error(`no ${role} runs`);
      process.kill(victim.pid, 'SIGKILL');
      await approving;

      const healed = await mesh.incidentWhere(opened.id, 'is healed and restored', allStepsVerified, 120_000);
      expect(healed).toMatchObject({ status: 'resolved', cause: 'topic.retention-edge' });
      const extended = healed.proposal?.steps[0]?.args['configs'];
      const old = String(retentionMs);
      const history = await topicConfigHistory(
        join(suite.home(), 'sandbox', 'kafka', 'node-1'),
        topic,
        'retention.ms',
      );
      expect(history).toEqual([old, (extended as Record<string, string>)['retention.ms'], old]);
      expect(
        (await mesh.incidents()).filter(({ resources }) => resources.some(({ name }) => name === group)),
      ).toHaveLength(1);
      const again = await until(`${role} runs again`, 30_000, async () =>
        (await mesh.agents()).find(
          (agent) => agent.role === role && agent.pid !== victim.pid && agent.state === 'ready',
        ),
      );
      expect(again.pid).not.toBe(victim.pid);
      const learned = await mesh.incidentWhere(
        opened.id,
        'taught a lesson',
        ({ lessonId }) => lessonId !== null,
      );
      expect(learned.lessonId).toBe(`lesson-${opened.id}`);
      await injected.clear();
    },
    180_000,
  );
});
