import type { Edit } from './mutant.ts';
import { argumentsOf, closingOf, statementAround, type Token, tokensOf } from './tokens.ts';

/** What may stand in the header of a function and is no modifier. */
const HEADER = new Set(['external', 'public', 'internal', 'private', 'view', 'pure', 'payable', 'virtual']);
/** Calls that only check: as a statement, their answer is not used. */
const CHECK = /^_?(require|check|only|usable)/i;
/** Weaker or stronger at the edge. An equality is loosened to either side, an inequality misses one. */
const EDGES: Readonly<Record<string, readonly string[]>> = {
  '<': ['<='],
  '<=': ['<'],
  '>': ['>='],
  '>=': ['>'],
  '==': ['<=', '>='],
  '!=': ['<', '>'],
};

interface Body {
  readonly scope: string;
  readonly header: readonly [first: number, last: number];
  readonly body: readonly [first: number, last: number];
}

/** Functions, constructors and modifiers that have a body. */
function bodiesIn(tokens: readonly Token[]): Body[] {
  const bodies: Body[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const word = tokens[index]?.text ?? '';
    if (!['function', 'constructor', 'modifier'].includes(word)) continue;
    const scope = word === 'constructor' ? word : (tokens[index + 1]?.text ?? '');
    let open = index + 1;
    while (!['{', ';'].includes(tokens[open]?.text ?? ';')) open += 1;
    if (tokens[open]?.text !== '{') continue;
    const close = closingOf(tokens, open);
    bodies.push({ scope, header: [index, open - 1], body: [open, close] });
    index = close;
  }
  return bodies;
}

/**
 * Weakened contracts: a guard that never fires, an early exit never taken, a check not called, a modifier left out, one
 * operand of a condition left out, a comparison moved by one. Those that do not compile are no mutants.
 */
export function contractMutants(source: string): Edit[] {
  const tokens = tokensOf(source);
  return bodiesIn(tokens).flatMap((body) => {
    const edits = [...modifiers(tokens, body), ...statements(tokens, body), ...conditions(tokens, body)];
    return edits.map((edit) => ({ ...edit, scope: body.scope }));
  });
}

type Part = Omit<Edit, 'scope'>;

function spanOf(tokens: readonly Token[], first: number, last: number): { start: number; end: number } {
  return { start: tokens[first]?.start ?? 0, end: tokens[last]?.end ?? 0 };
}

function modifiers(tokens: readonly Token[], { scope, header }: Body): Part[] {
  // What a constructor names there is a base.
  if (scope === 'constructor' || tokens[header[0]]?.text === 'modifier') return [];
  const parts: Part[] = [];
  for (let index = closingOf(tokens, header[0] + 2) + 1; index <= header[1]; index++) {
    const { text } = tokens[index] as Token;
    const last = tokens[index + 1]?.text === '(' ? closingOf(tokens, index + 1) : index;
    if (!HEADER.has(text) && text !== 'override' && text !== 'returns') {
      parts.push({ kind: 'modifier', change: `${text} left out`, ...spanOf(tokens, index, last), replacement: '' });
    }
    index = last;
  }
  return parts;
}

function statements(tokens: readonly Token[], { body }: Body): Part[] {
  const parts: Part[] = [];
  for (let index = body[0]; index <= body[1]; index++) {
    const { text, kind } = tokens[index] as Token;
    const open = index + 1;
    if (kind !== 'word' || tokens[open]?.text !== '(') continue;
    if (text === 'if') {
      const close = closingOf(tokens, open);
      const then = tokens[close + 1]?.text === '{' ? close + 2 : close + 1;
      const leaves = tokens[then]?.text ?? '';
      const condition = spanOf(tokens, open + 1, close - 1);
      if (leaves === 'revert') parts.push({ kind: 'guard', change: 'never fires', ...condition, replacement: 'false' });
      if (leaves === 'return') parts.push({ kind: 'exit', change: 'never taken', ...condition, replacement: 'false' });
    } else if (text === 'require') {
      const [first, last] = argumentsOf(tokens, open)[0] ?? [open, open];
      parts.push({ kind: 'guard', change: 'never fires', ...spanOf(tokens, first, last), replacement: 'true' });
    } else if (CHECK.test(text)) {
      const [first, last] = statementAround(tokens, index);
      // Nothing but the call, perhaps of a library: `Library.check(...);`
      const isWhole = (first === index || first === index - 2) && closingOf(tokens, open) === last - 1;
      if (isWhole)
        parts.push({ kind: 'call', change: `${text} left out`, ...spanOf(tokens, first, last), replacement: '' });
    }
  }
  return parts;
}

function conditions(tokens: readonly Token[], { body }: Body): Part[] {
  const parts: Part[] = [];
  const found = new Set<string>();
  for (let index = body[0]; index <= body[1]; index++) {
    const { text } = tokens[index] as Token;
    const isZero = [operand(tokens, index, -1), operand(tokens, index, 1)].some(([first, last]) =>
      /^(0|\w+\(0\)|\w+\.None)$/.test(wordsOf(tokens, first, last)),
    );
    for (const other of EDGES[text] ?? []) {
      // Nothing is below 0, so such a mutant is the original, or the same as dropping the comparison.
      if (isZero && ['==', '!='].includes(text)) continue;
      parts.push({ kind: 'edge', change: `${text} to ${other}`, ...spanOf(tokens, index, index), replacement: other });
    }
    if (text !== '||' && text !== '&&') continue;
    for (const side of [-1, 1] as const) {
      const [first, last] = operand(tokens, index, side);
      const span = spanOf(tokens, first, last);
      // The middle one of three is on both sides of something.
      if (found.has(`${span.start} ${span.end}`)) continue;
      found.add(`${span.start} ${span.end}`);
      const change = `without ${wordsOf(tokens, first, last)}`;
      parts.push({ kind: 'operand', change, ...span, replacement: text === '||' ? 'false' : 'true' });
    }
  }
  return parts;
}

const LOOSER: Readonly<Record<string, readonly string[]>> = { '&&': ['||'], '||': [], '': ['||', '&&'] };
const ENDS = new Set([';', '{', '}', ',', '=', '?', ':', 'return', '&&', '||']);

/** Token range of what stands left (-1) or right (1) of an operator, up to the next one that binds no tighter. */
function operand(tokens: readonly Token[], operator: number, side: -1 | 1): [first: number, last: number] {
  const symbol = tokens[operator]?.text ?? '';
  const isInside = (text: string): boolean =>
    symbol === '||' && text === '&&' ? true : !ENDS.has(text) && !(LOOSER[symbol] ?? []).includes(text);
  let depth = 0;
  let index = operator + side;
  for (; index >= 0 && index < tokens.length; index += side) {
    const { text } = tokens[index] as Token;
    const opens = side === 1 ? '([' : ')]';
    const closes = side === 1 ? ')]' : '([';
    if (closes.includes(text) && depth-- === 0) break;
    if (opens.includes(text)) depth += 1;
    if (depth === 0 && !isInside(text)) break;
  }
  return side === 1 ? [operator + 1, index - 1] : [index + 1, operator - 1];
}

/** The tokens as they are read: words apart, everything else together. */
function wordsOf(tokens: readonly Token[], first: number, last: number): string {
  return tokens
    .slice(first, last + 1)
    .map(({ text }) => (/^([<>=!]=|[<>+\-*/]|&&|\|\|)$/.test(text) ? ` ${text} ` : text))
    .join('');
}
