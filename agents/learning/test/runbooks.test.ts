import { join } from 'node:path';
import { causes, runbookSections, tools } from '@sremesh/contracts';
import { describe, expect, it } from 'vitest';
import { fetchRunbookSection, parseRunbook, readRunbooks } from '../src/runbooks.ts';

const shipped = join(import.meta.dirname, '../runbooks');
/** Write tools of the outside contract that a person uses by hand until the mesh has them. */
const toCome = ['set_consumer_group_offsets'];
const ofKafka = causes.filter((cause) =>
  /^(consumer|topic|broker|client|schema|connector|config|benign)\./.test(cause),
);
const call = {} as Parameters<ReturnType<typeof fetchRunbookSection>>[1];

describe('runbooks - those that come with the mesh', () => {
  it('are there for every cause of Kafka, complete', async () => {
    const runbooks = await readRunbooks(shipped);
    expect([...runbooks.keys()].toSorted()).toEqual(ofKafka.toSorted());
    for (const { sections, reviewed } of runbooks.values()) {
      expect(sections.map(({ section }) => section)).toEqual(runbookSections);
      expect(Date.parse(reviewed)).toBeLessThanOrEqual(Date.now());
    }
  });

  it('name only tools that there are', async () => {
    for (const { sections } of (await readRunbooks(shipped)).values())
      for (const { markdown } of sections)
        for (const [, name = ''] of markdown.matchAll(/`([a-z]+_[a-z_]+)`/g))
          expect([...Object.keys(tools), ...toCome]).toContain(name);
  });
});

describe('runbooks - served', () => {
  it('are answered whole, or one section', async () => {
    const fetch = fetchRunbookSection(await readRunbooks(shipped));
    const whole = await fetch({ cause: 'consumer.slow' }, call);
    expect(whole.sections).toHaveLength(runbookSections.length);
    const { sections } = await fetch({ cause: 'consumer.slow', section: 'fix' }, call);
    expect(sections).toEqual([whole.sections[3]]);
  });

  it('say which there are where one is missing', async () => {
    const fetch = fetchRunbookSection(new Map());
    await expect(fetch({ cause: 'node.not-ready' }, call)).rejects.toThrow(/node\.not-ready/);
  });
});

describe('runbooks - of one’s own', () => {
  const good = `---\ncause: consumer.slow\nreviewed: 2026-01-05\n---\n\n# Slow\n\n${runbookSections
    .map((section) => `## ${section}\n\nsomething\n`)
    .join('\n')}`;

  it('are read', () => {
    expect(parseRunbook('consumer.slow.md', good)).toMatchObject({ title: 'Slow', reviewed: '2026-01-05' });
  });

  it.each([
    ['no head', 'consumer.slow.md', '# Slow', 'head'],
    ['no such cause', 'x.md', good.replace('consumer.slow', 'consumer.lazy'), 'cause'],
    ['another cause than its name', 'consumer.down.md', good, 'consumer.slow'],
    ['no day', 'consumer.slow.md', good.replace('2026-01-05', 'lately'), 'reviewed'],
    ['no title', 'consumer.slow.md', good.replace('# Slow', ''), 'title'],
    ['a section missing', 'consumer.slow.md', good.replace('## check', '## chick'), 'check'],
    ['an empty section', 'consumer.slow.md', good.replace('## fix\n\nsomething', '## fix\n'), 'fix'],
    ['a section too many', 'consumer.slow.md', `${good}\n## more\n\nsomething`, 'more'],
  ])('are refused with %s, and the error names the file', (_, file, text, problem) => {
    expect(() => parseRunbook(file, text)).toThrow(new RegExp(`runbook ${file}: .*${problem}`, 's'));
  });

  it('need a directory that can be read', async () => {
    await expect(readRunbooks('/nowhere')).rejects.toThrow(/SREMESH_RUNBOOKS_DIR/);
  });
});
