import { describe, expect, it } from 'vitest';
import { valueAt } from '@sremesh/diagnosis';

const output = { lag: 3, none: null, ok: true, text: 'a', nan: Number.NaN, list: [{ lag: 7 }, { lag: 8 }] };

describe('valueAt - paths', () => {
  it.each([
    ['lag', 3],
    ['none', null],
    ['ok', 'true'],
    ['text', 'a'],
    ['list.1.lag', 8],
    ['list.length', 2],
  ])('%s is %j', (path, value) => expect(valueAt(path, output)).toBe(value));

  it.each([
    '',
    'nan',
    'list',
    'list.2.lag',
    'text.length',
    'none.lag',
    'lag.toFixed',
    'constructor.name',
    '__proto__',
    'list.map',
  ])('"%s" is no field with a value', (path) => expect(valueAt(path, output)).toBeUndefined());

  it('has nothing to say of what is no object', () => {
    for (const odd of [undefined, null, 3, 'text', []]) expect(valueAt('lag', odd)).toBeUndefined();
  });
});
