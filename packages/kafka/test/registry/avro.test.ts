import { describe, expect, test } from 'vitest';
import { compareAvro } from '../../src/registry/avro.ts';

const record = (...fields: object[]) => JSON.stringify({ type: 'record', name: 'Order', fields });
const id = { name: 'id', type: 'string' };
const amount = { name: 'amount', type: 'long' };

describe('avro', () => {
  test('avro - a field with a default may come and go', () => {
    const note = { name: 'note', type: ['null', 'string'], default: null };
    expect(compareAvro(record(id), record(id, note))).toEqual({
      backward: true,
      forward: true,
      messages: [],
    });
  });

  test('avro - a required field that is added cannot be read from older records', () => {
    expect(compareAvro(record(id), record(id, amount))).toEqual({
      backward: false,
      forward: true,
      messages: ['this version cannot read the one before: amount: not written, and it has no default'],
    });
  });

  test('avro - a required field that is removed is missed by older readers', () => {
    expect(compareAvro(record(id, amount), record(id))).toEqual({
      backward: true,
      forward: false,
      messages: ['the version before cannot read this one: amount: not written, and it has no default'],
    });
  });

  test('avro - a field of another type is read by neither, and is named', () => {
    const difference = compareAvro(record(id, amount), record(id, { name: 'amount', type: 'string' }));
    expect(difference).toMatchObject({ backward: false, forward: false });
    expect(difference?.messages).toHaveLength(2);
    for (const message of difference?.messages ?? []) expect(message).toMatch(/: amount: .*(long|string)/);
  });

  test('avro - an int becomes a long for newer readers alone', () => {
    const before = record(id, { name: 'amount', type: 'int' });
    expect(compareAvro(before, record(id, amount))).toMatchObject({ backward: true, forward: false });
  });

  test('avro - a renamed field is read by its alias, and a record by no other name', () => {
    const renamed = { name: 'total', type: 'long', aliases: ['amount'] };
    expect(compareAvro(record(id, amount), record(id, renamed))).toMatchObject({
      backward: true,
      forward: false,
    });
    const other = record(id).replace('Order', 'Invoice');
    expect(compareAvro(record(id), other)).toMatchObject({ backward: false, forward: false });
  });

  test('avro - symbols of an enum, and what is not a record', () => {
    const colour = (...symbols: string[]) => JSON.stringify({ type: 'enum', name: 'Colour', symbols });
    expect(compareAvro(colour('RED'), colour('RED', 'BLUE'))).toMatchObject({
      backward: true,
      forward: false,
    });
    expect(compareAvro('"int"', '"string"')).toMatchObject({ backward: false, forward: false });
  });

  test.each(['', '{', '{"type":"recordx"}', '{"type":"record","name":"Order; process.exit()","fields":[]}'])(
    'avro - %j is no schema and compared with nothing',
    (text) => {
      expect(compareAvro(record(id), text)).toBeNull();
      expect(compareAvro(text, record(id))).toBeNull();
    },
  );
});
