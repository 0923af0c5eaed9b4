import { compileCircuit, type Compilation } from './compile.ts';
import type { SetupOptions } from './setup.ts';

/** Compiles each circuit while its reader is busy with the one before it: the compiler is a process with one thread. */
export async function* compileAhead(
  names: readonly string[],
  { outDir, sourceOf, signal, onMessage }: SetupOptions,
): AsyncGenerator<Compilation> {
  const stop = new AbortController();
  const compile = (circuit: string) => {
    const source = sourceOf?.(circuit);
    let onStart = (): void => undefined;
    const started = new Promise<void>((resolve) => (onStart = resolve));
    const compilation = compileCircuit({
      circuit,
      ...(outDir !== undefined && { outDir }),
      ...(source !== undefined && { source }),
      signal: signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]),
      ...(onMessage && { onMessage }),
      onStart,
    });
    // What goes wrong with it is thrown when it is its turn.
    return { compilation, begun: Promise.race([started, compilation.catch(() => undefined)]) };
  };
  const [first, ...others] = names;
  let ahead = first === undefined ? undefined : compile(first);
  try {
    while (ahead !== undefined) {
      const compilation = await ahead.compilation;
      const next = others.shift();
      ahead = next === undefined ? undefined : compile(next);
      // Work on this one may not let go of the thread for long.
      await ahead?.begun;
      yield compilation;
    }
  } finally {
    stop.abort();
    // It leaves nothing half-written.
    await Promise.allSettled([ahead?.compilation]);
  }
}
