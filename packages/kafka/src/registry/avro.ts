import { errorMessage } from '@sremesh/contracts';
import avsc from 'avsc';

/** What stands between two versions of an Avro schema. */
export interface AvroDifference {
  /** Readers with the newer one read what the older one wrote. */
  backward: boolean;
  /** Readers with the older one read what the newer one writes. */
  forward: boolean;
  /** A sentence each; empty where both hold. */
  messages: string[];
}

const maxMessages = 20;
const messageLength = 300;

/** Compares by Avro's rules for schema resolution; null where one of them is no Avro schema that stands by itself. */
export function compareAvro(older: string, newer: string): AvroDifference | null {
  const before = parse(older);
  const after = parse(newer);
  if (before === undefined || after === undefined) return null;
  const backward = obstacles(after, before);
  const forward = obstacles(before, after);
  return {
    backward: backward.length === 0,
    forward: forward.length === 0,
    messages: [
      ...forward.map((why) => `the version before cannot read this one: ${why}`),
      ...backward.map((why) => `this version cannot read the one before: ${why}`),
    ].slice(0, maxMessages),
  };
}

function parse(schema: string): avsc.Type | undefined {
  try {
    // A schema may be a bare name, which is JSON only in quotes.
    return avsc.Type.forSchema(JSON.parse(schema));
  } catch {
    return undefined;
  }
}

/** Why `reader` cannot read what `writer` writes; of records, field by field. */
function obstacles(reader: avsc.Type, writer: avsc.Type): string[] {
  const whole = obstacle(reader, writer);
  if (whole === undefined) return [];
  if (!isRecord(reader) || !isRecord(writer)) return [whole];
  const fields = reader.fields.flatMap((field) => {
    const names = [field.name, ...field.aliases];
    const written = writer.fields.find(({ name }) => names.includes(name));
    if (written === undefined)
      return field.defaultValue() === undefined ? [`${field.name}: not written, and it has no default`] : [];
    const why = obstacle(field.type, written.type);
    return why === undefined ? [] : [`${field.name}: ${why}`.slice(0, messageLength)];
  });
  return fields.length === 0 ? [whole] : fields;
}

function obstacle(reader: avsc.Type, writer: avsc.Type): string | undefined {
  try {
    reader.createResolver(writer);
    return undefined;
  } catch (error) {
    return errorMessage(error).slice(0, messageLength);
  }
}

const isRecord = (type: avsc.Type): type is avsc.types.RecordType => type instanceof avsc.types.RecordType;
