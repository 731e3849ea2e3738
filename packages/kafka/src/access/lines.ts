import { operations, resourceTypes } from './binding.ts';

interface Acl {
  resourceType: number;
  resourceName: string;
  resourcePatternType: number;
  principal: string;
  host: string;
  operation: number;
  permissionType: number;
}

const wordOf = (words: Readonly<Record<string, number>>): ((number: number) => string) => {
  const byNumber = new Map(Object.entries(words).map(([word, number]) => [number, word]));
  return (number) => byNumber.get(number) ?? String(number);
};
const resource = wordOf(resourceTypes);
const operation = wordOf(operations);
const pattern = wordOf({ literal: 3, prefixed: 4 });
const permission = wordOf({ denies: 2, allows: 3 });

/** One ACL as one line, which tells it from every other: `allows User:a from 10.0.0.1 Alter on Cluster kafka-cluster (literal)`. */
export const aclLine = (acl: Acl): string =>
  `${permission(acl.permissionType)} ${acl.principal} from ${acl.host} ${operation(acl.operation)} on ` +
  `${resource(acl.resourceType)} ${acl.resourceName} (${pattern(acl.resourcePatternType)})`;

/** The user a line of a snapshot is about; undefined for a principal that is no `User:`. */
export function userOfLine(line: string): string | undefined {
  const { user, scram } =
    /^(?:(?:allows|denies) User:(?<user>.+?) from |SCRAM user (?<scram>.+) \()/.exec(line)?.groups ?? {};
  return user ?? scram;
}
