import { evidenceKey } from '@sremesh/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { callIn, changeOf, newIncident, remedy } from '../support/changes.ts';
import { cite, readingOf } from '../support/evidence.ts';
import { startRunning, type Running } from '../support/running.ts';

let running: Running;
beforeAll(async () => {
  running = await startRunning();
});
afterAll(() => running.close());

/** Proposes a change that cites these, in an incident of its own. */
async function proposeOn(evidenceIds: string[], incident = newIncident()) {
  const change = { ...changeOf(remedy), evidenceIds };
  return running.reasoning.call('propose_change', { incident, change }, callIn(incident));
}

const stale = { decision: 'refused', reason: expect.stringContaining('evidence-fresh: ') };

describe('evidence - of a proposal', () => {
  it('is looked up where reasoning keeps it', async () => {
    const incident = newIncident();
    const [young, old] = [readingOf(3), readingOf(890)];
    for (const reading of [young, old]) await cite(running.reasoning, incident, reading);
    const cited = [young.evidence.id, old.evidence.id];
    await expect(proposeOn(cited, incident)).resolves.toMatchObject({ decision: 'approval_required' });
  });

  it('has to be there: an id that nobody stored is none', async () => {
    await expect(proposeOn(['ev-000000000001'])).resolves.toMatchObject(stale);
  });

  it('has to be of this incident', async () => {
    const reading = readingOf(1);
    await cite(running.reasoning, newIncident(), reading);
    await expect(proposeOn([reading.evidence.id])).resolves.toMatchObject(stale);
  });

  it.each([
    ['is too old, whatever else is cited', 902],
    ['is from a future further away than clocks differ', -330],
  ])('does not count where it %s', async (_, age) => {
    const incident = newIncident();
    const reading = readingOf(age);
    const cited = [reading.evidence.id];
    if (age > 0) {
      const young = readingOf(2);
      await cite(running.reasoning, incident, young);
      cited.push(young.evidence.id);
    }
    await cite(running.reasoning, incident, reading);
    await expect(proposeOn(cited, incident)).resolves.toMatchObject(stale);
  });

  it('counts with clocks that are 5 minutes apart', async () => {
    const incident = newIncident();
    const reading = readingOf(-290);
    await cite(running.reasoning, incident, reading);
    await expect(proposeOn([reading.evidence.id], incident)).resolves.toMatchObject({
      decision: 'approval_required',
    });
  });

  it('does not count where another output lies under its digest', async () => {
    const incident = newIncident();
    const reading = readingOf(4000);
    await cite(running.reasoning, incident, reading);
    const outputs = running.reasoning.store('evidence', z.unknown());
    await outputs.put(evidenceKey(reading.evidence), readingOf(0).output);
    await expect(proposeOn([reading.evidence.id], incident)).resolves.toMatchObject(stale);
  });
});
