import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { circuitMutants } from './circuits.ts';
import { contractMutants } from './contracts.ts';

export const TARGETS = ['circuits', 'contracts'] as const;
export type Target = (typeof TARGETS)[number];

/** One weakening of one source: what stands in [start, end) becomes `replacement`. */
export interface Edit {
  /** Template or function it is in. */
  readonly scope: string;
  readonly kind: string;
  /** What becomes of what, for people. */
  readonly change: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** What names a mutant for good: line numbers move, these do not. */
export interface MutantKey {
  readonly file: string;
  readonly scope: string;
  readonly kind: string;
  /** The line of source it starts in, trimmed. */
  readonly text: string;
  readonly change: string;
  /** Counts mutants that are alike in everything else, from 1. */
  readonly nth: number;
}

export interface Mutant extends MutantKey, Edit {
  readonly target: Target;
  readonly line: number;
}

export function keyOf({ file, scope, kind, text, change, nth }: MutantKey): string {
  return [file, scope, kind, text, change, nth].join(' | ');
}

/** Sources that are mutated. What is generated from a template is tested through the template. */
const SOURCES: Readonly<Record<Target, { pattern: string; edits: (source: string) => Edit[] }>> = {
  circuits: { pattern: 'circuits/**/*.circom', edits: circuitMutants },
  contracts: { pattern: 'verifier-contracts/**/*.sol', edits: contractMutants },
};

export function sourceFiles(root: string, target: Target): string[] {
  const files = globSync(SOURCES[target].pattern, { cwd: root }).sort();
  return files.filter((file) => !file.includes('/generated/') && !file.startsWith('circuits/main/'));
}

/** Every mutant of one source file, in the order of the source. */
export function mutantsOf(target: Target, file: string, source: string): Mutant[] {
  const seen = new Map<string, number>();
  const edits = SOURCES[target].edits(source).sort((a, b) => a.start - b.start || a.end - b.end);
  return edits.map((edit) => {
    const before = source.slice(0, edit.start);
    const from = before.lastIndexOf('\n') + 1;
    const text = (source.slice(from).split('\n', 1)[0] ?? '').trim();
    const alike = [edit.scope, edit.kind, text, edit.change].join('\n');
    const nth = (seen.get(alike) ?? 0) + 1;
    seen.set(alike, nth);
    return { ...edit, target, file, text, nth, line: before.split('\n').length };
  });
}

/** Every mutant of the sources below `root`. */
export function allMutants(root: string, target: Target): Mutant[] {
  return sourceFiles(root, target).flatMap((file) => mutantsOf(target, file, readFileSync(join(root, file), 'utf8')));
}

/** The source with one mutant in it. */
export function mutate(source: string, { start, end, replacement }: Edit): string {
  return source.slice(0, start) + replacement + source.slice(end);
}
