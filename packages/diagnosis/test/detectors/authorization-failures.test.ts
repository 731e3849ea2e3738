import { describe, expect, it } from 'vitest';
import { Detection, type AclEntry, type ClusterObservation } from '@sremesh/contracts';
import { detectors } from '@sremesh/diagnosis';
import { observeRights, right, type Rights } from '../scenes/rights.ts';

const topicError = 'TOPIC_AUTHORIZATION_FAILED';
const groupError = 'GROUP_AUTHORIZATION_FAILED';

const shop = right('shop', 'Write', 'Topic', 'orders');
const picking = [right('picking', 'Read', 'Topic', 'orders'), right('picking', 'Read', 'Group', 'pickers')];
const trainee = [
  right('trainee', 'Write', 'Topic', 'staging'),
  right('trainee', 'Read', 'Topic', 'staging'),
  right('trainee', 'Read', 'Group', 'trainees'),
];

/** From second 20 on: what went, and what was refused each second for it. */
interface Change {
  gone?: AclEntry[];
  refused?: [request: string, error: string][];
  refusedFrom?: number;
  stopped?: string[];
  differs?: Partial<Rights>;
}
const scene = ({ gone = [], refused = [], refusedFrom = 20, stopped = [], differs = {} }: Change) =>
  observeRights(
    {
      entries: (second) =>
        [shop, ...picking, ...trainee].filter((entry) => second < 20 || !gone.includes(entry)),
      refused: (second) =>
        refused.map(([request, error]) => ({ request, error, count: Math.max(0, second - refusedFrom) })),
      topics: () => ({ orders: 'orders', staging: 'staging' }),
      groups: () => ['pickers', 'trainees'],
      written: (topic, second) => 10 * (stopped.includes(topic) ? Math.min(second, 20) : second),
      ...differs,
    },
    45,
  );

/** Subjects, each with the second of its first detection. */
function told(window: readonly ClusterObservation[]): Record<string, number> {
  const subjects: Record<string, number> = {};
  for (let end = 1; end <= window.length; end += 1) {
    for (const found of detectors['authorization-failures'](window.slice(0, end))) {
      expect(Detection.parse(found)).toEqual(found);
      const holder = found.resources.find(({ kind }) => kind === 'principal')?.name ?? 'nobody';
      const subject = `${found.resources[0]?.kind ?? ''} ${found.resources[0]?.name ?? ''} of ${holder}`;
      subjects[subject] ??= end - 1;
    }
  }
  return subjects;
}
const produce: [string, string] = ['Produce', topicError];

describe('authorization-failures - a right that is missed', () => {
  it.each<[string, Change, string]>([
    ['to write', { gone: [shop], refused: [produce] }, 'topic orders of User:shop'],
    [
      'to write, refused when it looks for the topic',
      { gone: [shop], refused: [['Metadata', topicError]] },
      'topic orders of User:shop',
    ],
    [
      'to read',
      { gone: picking.slice(0, 1), refused: [['Fetch', topicError]] },
      'topic orders of User:picking',
    ],
    [
      'to its group',
      { gone: picking.slice(1), refused: [['Heartbeat', groupError]] },
      'consumer-group pickers of User:picking',
    ],
  ])('%s, soon', (_, change, subject) => {
    expect(told(scene(change))).toEqual({ [subject]: 22 });
  });

  it('is named alone where others of the same user were not missed', () => {
    const window = scene({ gone: [shop, ...picking], refused: [['JoinGroup', groupError]] });
    const [found, ...others] = detectors['authorization-failures'](window);
    expect(others).toEqual([]);
    expect(found?.resources.map(({ name }) => name)).toEqual(['pickers', 'User:picking']);
  });
});

describe('authorization-failures - refusals are of anybody', () => {
  const cleanedUp = { ...{ gone: trainee, refused: [produce] }, refusedFrom: 18 } satisfies Change;

  it('a right that goes with its topic and group is not missed', () => {
    const differs: Partial<Rights> = {
      topics: (second) => (second < 20 ? { orders: 'orders', staging: 'staging' } : { orders: 'orders' }),
      groups: (second) => (second < 20 ? ['pickers', 'trainees'] : ['pickers']),
    };
    expect(told(scene({ ...cleanedUp, differs }))).toEqual({ 'cluster test of nobody': 29 });
    // Seen only after the rights, and made anew later.
    const anew = {
      ...differs,
      topics: (second: number) => ({ orders: 'orders', staging: second < 21 ? 'staging' : 'anew' }),
    };
    expect(told(scene({ ...cleanedUp, differs: anew }))).toEqual({ 'cluster test of nobody': 29 });
  });

  it('a right of another kind is not blamed', () => {
    expect(told(scene({ gone: picking, refused: [produce] }))).toEqual({ 'cluster test of nobody': 31 });
    expect(told(scene({ gone: [shop], refused: [['Fetch', topicError]] }))).toEqual({
      'cluster test of nobody': 31,
    });
    expect(told(scene({ gone: picking.slice(1), refused: [['DeleteGroups', groupError]] }))).toEqual({
      'cluster test of nobody': 31,
    });
  });

  it('of two who lost rights only the one whose flow stopped is blamed', () => {
    const window = scene({ gone: [shop, ...trainee], refused: [produce], stopped: ['orders'] });
    expect(told(window)).toEqual({ 'topic orders of User:shop': 23 });
  });

  it('where requests were refused before, a right is blamed only if what it was for stopped', () => {
    const before = { gone: [shop], refused: [produce], refusedFrom: 8 };
    expect(told(scene({ ...before, stopped: ['orders'] }))['topic orders of User:shop']).toBe(23);
    expect(Object.keys(told(scene(before)))).toEqual(['cluster test of nobody']);
  });

  it('nobody is blamed where nobody is known to be meant', () => {
    expect(told(scene({ gone: [shop, ...trainee], refused: [produce] }))).toEqual({
      'cluster test of nobody': 31,
    });
  });
});
