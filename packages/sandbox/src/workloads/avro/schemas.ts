/** What a careless producer does to its schema, so that readers of the one before cannot read it. */
export type SchemaChange = 'type-changed' | 'field-removed' | 'field-renamed' | 'made-optional';

type Field = Readonly<{ name: string; type: unknown; default?: unknown }>;

const id: Field = { name: 'id', type: 'string' };
const amount: Field = { name: 'amount', type: 'long' };
const customer: Field = { name: 'customer', type: 'string' };
const note: Field = { name: 'note', type: ['null', 'string'], default: null };

const record = (...fields: Field[]): string =>
  JSON.stringify({ type: 'record', name: 'Payment', namespace: 'sandbox', fields });

export const olderSchema = record(id, amount, customer, note);

const changes: Record<SchemaChange, string> = {
  'type-changed': record(id, { name: 'amount', type: 'string' }, customer, note),
  'field-removed': record(id, amount, note),
  'field-renamed': record(id, amount, { name: 'customerId', type: 'string' }, note),
  'made-optional': record(id, { name: 'amount', type: ['null', 'long'], default: null }, customer, note),
};

export const newerSchema = (change: SchemaChange): string => changes[change];
