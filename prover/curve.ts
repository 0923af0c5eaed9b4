import { buildBn128, type Curve } from 'ffjavascript';

/** Field of the coordinates of BN254 points. */
export const BASE_FIELD = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;

/** Bytes of an affine point with Montgomery coordinates, as keys store it. */
export const G1_BYTES = 64;
export const G2_BYTES = 128;

let arithmetic: Promise<Curve> | undefined;
let building: Promise<unknown> = Promise.resolve();

/** The curve of this thread, without workers: built once, holds nothing that keeps a process alive. */
export function localCurve(): Promise<Curve> {
  arithmetic ??= buildBn128(true);
  return arithmetic;
}

/**
 * A curve with workers of its own (one per processor), to be ended with `endWorkers`.
 *
 * ffjavascript keeps one such curve in a global variable, where any other user could end it under a running proof;
 * so the global is set aside while this one is built, one build at a time.
 */
export function threadedCurve(): Promise<Curve> {
  const result = building.then(async () => {
    const globals = globalThis as { curve_bn128?: unknown };
    const other = globals.curve_bn128;
    globals.curve_bn128 = null;
    const curve = await buildBn128(false);
    if (globals.curve_bn128 === curve) globals.curve_bn128 = other;
    return curve;
  });
  building = result.catch(() => undefined);
  return result;
}

/** Ends the workers at once, whatever they are doing. */
export function endWorkers(curve: Curve): void {
  for (const worker of curve.tm.workers ?? []) worker.terminate();
}
