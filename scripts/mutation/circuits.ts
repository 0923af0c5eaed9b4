import type { Edit } from './mutant.ts';
import { argumentsOf, closingOf, statementAround, type Token, tokensOf } from './tokens.ts';

/** Templates that are given a width in bits, and which argument it is. */
const WIDTHS: Readonly<Record<string, number>> = {
  Num2Bits: 0,
  Unsigned: 0,
  Signed: 0,
  TwoSums: 0,
  Least: 1,
  Claim: 1,
};

interface Template {
  readonly name: string;
  /** Indices of the first and last token of the body. */
  readonly body: readonly [first: number, last: number];
}

function templatesIn(tokens: readonly Token[]): Template[] {
  const templates: Template[] = [];
  for (let index = 0; index < tokens.length; index++) {
    if (tokens[index]?.text !== 'template') continue;
    let at = index + 1;
    while (['custom', 'parallel'].includes(tokens[at]?.text ?? '')) at += 1;
    const open = closingOf(tokens, at + 1) + 1;
    const close = closingOf(tokens, open);
    templates.push({ name: tokens[at]?.text ?? '', body: [open, close] });
    index = close;
  }
  return templates;
}

/**
 * Weakened circuits: an equality dropped, a constrained assignment made a hint, a range one bit wider or narrower.
 * Some do not compile (digits that are read and no longer there): no mutants. Nor is a hint into an anonymous component.
 */
export function circuitMutants(source: string): Edit[] {
  const tokens = tokensOf(source);
  const edits: Edit[] = [];
  for (const { name: scope, body } of templatesIn(tokens)) {
    for (let index = body[0]; index <= body[1]; index++) {
      const { text, start, end } = tokens[index] as Token;
      if (text === '===') {
        const [first, last] = statementAround(tokens, index);
        const range = { start: tokens[first]?.start ?? 0, end: tokens[last]?.end ?? 0 };
        // As long as before: names that the compiler makes up hold the place in the source.
        const replacement = ' '.repeat(range.end - range.start);
        edits.push({ scope, kind: 'equality', change: 'dropped', ...range, replacement });
      } else if ((text === '<==' || text === '==>') && !isAnonymous(tokens, index)) {
        const replacement = text === '<==' ? '<--' : '-->';
        edits.push({ scope, kind: 'hint', change: `${text} to ${replacement}`, start, end, replacement });
      } else if (text in WIDTHS && tokens[index + 1]?.text === '(') {
        edits.push(...widths(tokens, index, source).map((edit) => ({ ...edit, scope })));
      }
    }
  }
  return edits;
}

/** Whether a statement has a component without a name in it: arguments, then inputs. */
function isAnonymous(tokens: readonly Token[], index: number): boolean {
  const [first, last] = statementAround(tokens, index);
  const texts = tokens.slice(first, last).map(({ text }) => text);
  return texts.some((text, at) => text === ')' && texts[at + 1] === '(');
}

function widths(tokens: readonly Token[], index: number, source: string): Omit<Edit, 'scope'>[] {
  const name = tokens[index]?.text ?? '';
  const range = argumentsOf(tokens, index + 1)[WIDTHS[name] ?? 0];
  if (range === undefined) return [];
  const [start, end] = [tokens[range[0]]?.start ?? 0, tokens[range[1]]?.end ?? 0];
  const width = source.slice(start, end);
  return [
    { kind: 'wider', change: `${name}: ${width} + 1`, start, end, replacement: `(${width}) + 1` },
    { kind: 'narrower', change: `${name}: ${width} - 1`, start, end, replacement: `(${width}) - 1` },
  ];
}

/** Templates that each template of these sources names, itself included, and so on down. */
export function templateReach(sources: readonly string[]): Map<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const source of sources) {
    const tokens = tokensOf(source);
    for (const { name, body } of templatesIn(tokens)) {
      const words = tokens.slice(body[0], body[1]).filter(({ kind }) => kind === 'word');
      names.set(name, new Set(words.map(({ text }) => text)));
    }
  }
  const reach = new Map<string, ReadonlySet<string>>();
  for (const name of names.keys()) {
    const found = new Set([name]);
    for (const each of found) for (const word of names.get(each) ?? []) if (names.has(word)) found.add(word);
    reach.set(name, found);
  }
  return reach;
}
