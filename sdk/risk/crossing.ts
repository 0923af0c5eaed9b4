/** Where an exact margin changes sign along a price: found by secants, pinned to one tick of the price. */

/** An exact margin at a price in ticks; undefined where the price is out of the model's range. */
export type MarginAt = (ticks: number) => bigint | undefined;

/** Neighbouring ticks: the margin is at or above zero at one and below zero at the other. */
export interface Crossing {
  readonly solvent: number;
  readonly insolvent: number;
}

export interface Point {
  readonly ticks: number;
  readonly margin: bigint;
}

/** The first step along the price as a share of it, and how much longer each next one is. */
const FIRST_STEP = 0.01;
const LONGER = 1.15;
/** The search ends at this multiple of the price, and at its inverse. */
export const RANGE = 10;

const holds = ({ margin }: Point): boolean => margin >= 0n;

/** Prices away from `from` in one direction; each margin is computed once. */
function* walk(marginAt: MarginAt, from: number, direction: 1 | -1): Generator<Point> {
  let [distance, step] = [0, FIRST_STEP];
  while (distance < Math.log(RANGE)) {
    distance = Math.min(distance + step, Math.log(RANGE));
    step *= LONGER;
    const ticks = Math.round(from * Math.exp(direction * distance));
    const margin = ticks < 1 ? undefined : marginAt(ticks);
    if (margin === undefined) return;
    yield { ticks, margin };
  }
}

/** A bracket that so many evaluations have not shrunk by this much is halved. */
const PATIENCE = 3;
const PROGRESS = 8;

/** Closes in on a change of sign between two points until they are neighbouring ticks. */
function close(marginAt: MarginAt, near: Point, far: Point): Crossing | undefined {
  let [a, b] = [near, far];
  // An end that stays while the other moves again counts for half (the Illinois rule), or it might stay for ever.
  let [weightA, weightB] = [1, 1];
  let moved: 'a' | 'b' | undefined;
  let checked = Math.abs(b.ticks - a.ticks);
  for (let count = 1; Math.abs(b.ticks - a.ticks) > 1; count++) {
    const span = Math.abs(b.ticks - a.ticks);
    const [valueA, valueB] = [Number(a.margin) * weightA, Number(b.margin) * weightB];
    const checking = count % (PATIENCE + 1) === 0;
    const share = checking && span * PROGRESS > checked ? 0.5 : valueA / (valueA - valueB);
    if (checking) checked = span;
    const inside = Math.min(Math.max(Math.round(span * share), 1), span - 1);
    const ticks = a.ticks + Math.sign(b.ticks - a.ticks) * inside;
    const margin = marginAt(ticks);
    if (margin === undefined) return undefined;
    const point = { ticks, margin };
    if (holds(point) === holds(a)) {
      [a, weightA, weightB] = [point, 1, moved === 'a' ? weightB / 2 : weightB];
      moved = 'a';
    } else {
      [b, weightB, weightA] = [point, 1, moved === 'b' ? weightA / 2 : weightA];
      moved = 'b';
    }
  }
  return holds(a) ? { solvent: a.ticks, insolvent: b.ticks } : { solvent: b.ticks, insolvent: a.ticks };
}

/** Where a parabola through three points turns, if between the outer ones it crosses zero. */
function turnBeyondZero(first: Point, middle: Point, last: Point): number | undefined {
  const [x, y] = [first.ticks - middle.ticks, last.ticks - middle.ticks];
  const [atFirst, atMiddle, atLast] = [first, middle, last].map(({ margin }) => Number(margin)) as [
    number,
    number,
    number,
  ];
  const curvature = ((atFirst - atMiddle) / x - (atLast - atMiddle) / y) / (x - y);
  const slope = (atFirst - atMiddle) / x - curvature * x;
  const turn = -slope / (2 * curvature);
  const value = atMiddle - curvature * turn * turn;
  const between = turn > Math.min(x, y) && turn < Math.max(x, y);
  return between && value >= 0 !== atMiddle >= 0 ? middle.ticks + Math.round(turn) : undefined;
}

/**
 * The change of sign nearest to a price in one direction, by margins on a grid of one percent that widens with the
 * distance, and where they seem to touch zero between its points; undefined when none is seen up to ten times the
 * price, or a tenth of it. Two changes of sign within one step can be missed.
 */
export function nearestCrossing(marginAt: MarginAt, start: Point, direction: 1 | -1): Crossing | undefined {
  let [before, last]: [Point | undefined, Point] = [undefined, start];
  for (const point of walk(marginAt, start.ticks, direction)) {
    const turn = before === undefined ? undefined : turnBeyondZero(before, last, point);
    const margin = turn === undefined ? undefined : marginAt(turn);
    if (before !== undefined && turn !== undefined && margin !== undefined) {
      const dip = { ticks: turn, margin };
      if (holds(dip) !== holds(start)) {
        const beyond = Math.sign(dip.ticks - last.ticks) === direction;
        return close(marginAt, beyond ? last : before, dip);
      }
    }
    if (holds(point) !== holds(start)) return close(marginAt, last, point);
    [before, last] = [last, point];
  }
  return undefined;
}
