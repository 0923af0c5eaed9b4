/** Reading files from outside by a schema, with errors that say where, what was expected and what was there. */
import type { z } from 'zod';
import { PlimsollError } from '../../prover/errors.ts';

type Issue = z.core.$ZodIssue;

const place = (where: string, path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${String(key)}`), where);

/** What a rule asks for. Rules with a message of their own state it there. */
function expectedOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `a value of type ${issue.expected}`;
    case 'invalid_value':
      return issue.values.map(String).join(' or ');
    case 'too_small':
      return `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}${unitOf(issue.origin)}`;
    default:
      return issue.message.replace(/^expected /, '');
  }
}

function unitOf(origin: string): string {
  if (origin === 'array') return ' items';
  return origin === 'string' ? ' characters' : '';
}

const LONGEST_SHOWN = 60;

/** Of a value that fits none of several forms, what is wrong with it in the form that it comes closest to. */
function closest(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const depth = ({ path }: Issue): number => path.length;
  const [best] = issue.errors.flatMap((issues) => issues.slice(0, 1)).sort((a, b) => depth(b) - depth(a));
  return best === undefined || depth(best) === 0 ? issue : closest({ ...best, path: [...issue.path, ...best.path] });
}

/** The value at a path of the file; never that of a secret. */
function gotOf(file: unknown, path: readonly PropertyKey[], secrets: readonly string[]): string {
  if (path.some((key) => secrets.includes(String(key)))) return 'something else';
  const value = path.reduce<unknown>(
    (part, key) =>
      typeof part === 'object' && part !== null ? (part as Record<PropertyKey, unknown>)[key] : undefined,
    file,
  );
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return `${value.length} items`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text;
}

export interface ReadOptions {
  /** What the file is called in errors. */
  readonly where: string;
  /** Names of fields whose values no error repeats. */
  readonly secrets?: readonly string[];
}

/**
 * The file as its schema describes it.
 *
 * @throws USAGE for the first wrong place: `portfolio.market.spot: expected more than 0, got -1`
 */
export function readWith<Schema extends z.ZodType>(
  schema: Schema,
  file: unknown,
  { where, secrets = [] }: ReadOptions,
): z.output<Schema> {
  const read = schema.safeParse(file);
  if (read.success) return read.data;
  const [first] = read.error.issues;
  const issue = first && closest(first);
  if (issue === undefined)
    throw new PlimsollError('USAGE', `${where}: expected another content, got an unreadable one`);
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    throw new PlimsollError('USAGE', `${place(where, issue.path)}: expected known fields only, got ${key}`);
  }
  throw new PlimsollError(
    'USAGE',
    `${place(where, issue.path)}: expected ${expectedOf(issue)}, got ${gotOf(file, issue.path, secrets)}`,
  );
}
