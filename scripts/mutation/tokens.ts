/** Tokens of Circom and Solidity, as far as mutations need them. */

export interface Token {
  readonly kind: 'word' | 'number' | 'string' | 'punctuation';
  readonly text: string;
  /** Offsets in the source, end exclusive. */
  readonly start: number;
  readonly end: number;
}

/** Longest first, so that `<==` is not read as `<` and `==`. */
const TOKEN = new RegExp(
  [
    /(?<space>\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)/,
    /(?<string>"[^"\n]*"|'[^'\n]*')/,
    /(?<word>[A-Za-z_$][\w$]*)/,
    /(?<number>\d[\w.]*)/,
    /(?<punctuation><==|==>|<--|-->|===|>>>|<<=|>>=|\*\*|==|!=|<=|>=|&&|\|\||=>|->|\+\+|--|[-+*/%|&^]=|<<|>>|[^\w\s])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gy',
);

/** @throws when a character starts no token, which no source that compiles has */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of source.matchAll(TOKEN)) {
    const start = match.index;
    end = start + match[0].length;
    const kind = (['word', 'number', 'string', 'punctuation'] as const).find((name) => match.groups?.[name]);
    if (kind !== undefined) tokens.push({ kind, text: match[0], start, end });
  }
  if (end !== source.length)
    throw new Error(`tokens: expected a token at offset ${end}, got ${source.slice(end, end + 9)}`);
  return tokens;
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Index of the bracket that closes the one at `open`. */
export function closingOf(tokens: readonly Token[], open: number): number {
  const bracket = tokens[open]?.text ?? '';
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    const { text } = tokens[index] as Token;
    if (text === bracket) depth += 1;
    if (text === CLOSING[bracket] && --depth === 0) return index;
  }
  throw new Error(`tokens: expected ${CLOSING[bracket] ?? 'a bracket'} for token ${open}, got the end`);
}

/** Token ranges [first, last] of the arguments in the brackets that open at `open`. */
export function argumentsOf(tokens: readonly Token[], open: number): [first: number, last: number][] {
  const close = closingOf(tokens, open);
  const parts: [number, number][] = [];
  let first = open + 1;
  for (let index = open + 1; index <= close; index++) {
    const text = tokens[index]?.text ?? '';
    if (index === close || text === ',') {
      if (index > first) parts.push([first, index - 1]);
      first = index + 1;
    } else if (text in CLOSING) {
      index = closingOf(tokens, index);
    }
  }
  return parts;
}

/** Token range [first, last] of the statement around a token, its semicolon included. */
export function statementAround(tokens: readonly Token[], index: number): [first: number, last: number] {
  const isBoundary = (at: number): boolean => [';', '{', '}', undefined].includes(tokens[at]?.text);
  let first = index;
  while (!isBoundary(first - 1)) first -= 1;
  let last = index;
  while (tokens[last]?.text !== ';' && last < tokens.length - 1) last += 1;
  return [first, last];
}
