import { IncidentId, type Detection } from '@sremesh/contracts';
import { startTestMesh, type TestMesh } from '@sremesh/test/test-mesh';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Claim, fingerprintOf } from '../src/claim.ts';
import { createKnownIncidents } from '../src/known-incidents.ts';
import { createIncidentOpener } from '../src/open-incidents.ts';

const log = pino({ level: 'silent' });
let running: TestMesh;
beforeAll(async () => {
  running = await startTestMesh(['default']);
});
afterAll(() => running.close());

const detectionOn = (group: string): Detection => ({
  symptom: 'retention-risk',
  cluster: 'c',
  resources: [{ kind: 'consumer-group', name: group }],
  severity: 3,
  observedAt: new Date().toISOString(),
  since: new Date().toISOString(),
  summary: 'unread records are about to be deleted',
  measures: {},
});

/** A replica: its own connection and its own memory of the event log. */
async function replica() {
  const mesh = await running.connect('perception');
  const known = createKnownIncidents();
  return { mesh, known, opener: createIncidentOpener({ mesh, tenant: 'default', known, log }) };
}

async function openedOn(group: string): Promise<string[]> {
  const { mesh } = await replica();
  const incidents: string[] = [];
  for await (const { event } of mesh.events({ signal: AbortSignal.timeout(10_000), follow: false })) {
    if (event.type !== 'opened') continue;
    if (event.payload.detection.resources.some(({ name }) => name === group)) incidents.push(event.incident);
  }
  return incidents;
}

describe('perception - opening incidents', () => {
  it('two replicas that see the same symptom, again and again, open one incident', async () => {
    const [a, b] = [await replica(), await replica()];
    const detection = detectionOn('twice-seen');
    await Promise.all([a.opener.take([detection], Date.now()), b.opener.take([detection], Date.now())]);
    await a.opener.take([detection], Date.now() + 1000);
    expect(await openedOn('twice-seen')).toHaveLength(1);
  });

  it('a symptom that comes to explain more opens no second incident, nor does what it explained', async () => {
    const { opener, mesh, known } = await replica();
    const detection = detectionOn('growing');
    await opener.take([detection], Date.now());
    for await (const { event } of mesh.events({ signal: AbortSignal.timeout(10_000), follow: false }))
      known.apply(event);
    const resource = { kind: 'consumer-group' as const, name: 'explained-later' };
    const explains = [{ symptom: 'lag-growing' as const, resource, summary: 'follows' }];
    await opener.take([{ ...detection, explains }], Date.now());
    await opener.take([{ ...detectionOn('explained-later'), symptom: 'lag-growing' }], Date.now());
    expect(await openedOn('growing')).toHaveLength(1);
    expect(await openedOn('explained-later')).toEqual([]);
  });

  it('a claim that a crash left without its incident is finished with the same id', async () => {
    const { mesh, opener } = await replica();
    const detection = detectionOn('left-behind');
    const incident = IncidentId.parse('inc-left-behind');
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const claims = mesh.store('claims', Claim);
    await claims.create(fingerprintOf(detection), { incident, state: 'claimed', detection, traceparent });
    await opener.recover();
    await opener.recover();
    expect(await openedOn('left-behind')).toEqual([incident]);
    expect((await claims.get(fingerprintOf(detection)))?.value.state).toBe('handed-off');
  });
});
