/**
 * Baby Jubjub, the curve over the scalar field, by y coordinates alone: points of one y are each other's negatives, and
 * so are their multiples, so a product by y is the same for both. Circuits: `circuits/lib/curve.circom`.
 */
import { FpIsSquare } from '@noble/curves/abstract/modular.js';
import { babyjubjub } from '@noble/curves/misc.js';
import { PlimsollError } from '../errors.ts';
import { SCALAR_FIELD, toField } from './units.ts';

const { Point } = babyjubjub;
type Point = InstanceType<typeof Point>;
const FIELD = Point.Fp;
const { a: A, d: D } = Point.CURVE();

/** Order of the subgroup that B8, the base point, generates; secrets are below it. */
export const SUBGROUP_ORDER: bigint = Point.Fn.ORDER;

export interface CurvePoint {
  readonly x: bigint;
  readonly y: bigint;
}

/** A multiple by any number: what exceeds the order of a point of the subgroup comes round to the same point. */
function multiple(point: Point, scalar: bigint): Point {
  const reduced = scalar % SUBGROUP_ORDER;
  return reduced === 0n ? Point.ZERO : point.multiply(reduced);
}

/** The point of a y coordinate whose x is the smaller root. @throws USAGE when there is none */
export function pointOfY(y: bigint, where = 'point'): CurvePoint {
  if (y < 0n || y >= SCALAR_FIELD)
    throw new PlimsollError('USAGE', `${where}: expected a field element, got a number outside the field`);
  const square = FIELD.sqr(y);
  // a is a square and d is none, so the divisor is not 0.
  const ofX = FIELD.div(FIELD.sub(FIELD.ONE, square), FIELD.sub(A, FIELD.mul(D, square)));
  if (!FpIsSquare(FIELD, ofX))
    throw new PlimsollError('USAGE', `${where}: expected the y coordinate of a point of Baby Jubjub, got ${y}`);
  const x = FIELD.sqrt(ofX);
  const other = toField(-x);
  return { x: x < other ? x : other, y };
}

/** Eight times the point, which is in the subgroup whatever the point. */
const cleared = (y: bigint, where: string): Point => Point.fromAffine(pointOfY(y, where)).clearCofactor();

/**
 * Refuses keys to which nothing can be sealed: no point, or one of low order, with which every secret agrees.
 *
 * @returns the point of the key
 * @throws USAGE naming the key
 */
export function checkKey(key: bigint, where: string): CurvePoint {
  if (cleared(key, where).is0())
    throw new PlimsollError('USAGE', `${where}: expected a point of full order, got one of low order, ${key}`);
  return pointOfY(key, where);
}

/** y of `scalar * B8`; the scalar may be any number from 0. */
export const multiplyBase = (scalar: bigint): bigint => multiple(Point.BASE, scalar).y;

/** y of `scalar * (8 * point)` for the points of a y coordinate. @throws USAGE when there are none */
export const multiplyCleared = (scalar: bigint, y: bigint, where = 'point'): bigint =>
  multiple(cleared(y, where), scalar).y;

/** The public key of a secret. @throws USAGE when it is out of range; it is never named by value */
export function publicKeyOf(secret: bigint): bigint {
  if (secret < 1n || secret >= SUBGROUP_ORDER)
    throw new PlimsollError('USAGE', 'secret: expected 1 to the order of the subgroup less one, got a number outside');
  return multiplyBase(secret);
}
