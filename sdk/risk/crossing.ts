/** Where an exact margin changes sign along a price: found by secants, pinned to one tick of the price. */

/** An exact margin at a price in ticks; undefined where the price is out of the model's range. */
export type MarginAt = (ticks: number) => bigint | undefined;

/** Neighbouring ticks: the margin is at or above zero at one and below zero at the other. */
export interface Crossing {
  readonly solvent: number;
  readonly insolvent: number;
}

/** A price at which the margin may turn, and over how many ticks it does; a sharp one has no width. */
export interface Kink {
  readonly ticks: number;
  readonly width: number;
}

export interface Search {
  readonly marginAt: MarginAt;
  readonly kinks: readonly Kink[];
  /** The least and the most that the margin changes over a tick, at any price; where it is known, prices are left out. */
  readonly slopes?: readonly [number, number] | undefined;
}

export interface Point {
  readonly ticks: number;
  readonly margin: bigint;
}

/** In the order in which they are met. */
type Triple = readonly [Point, Point, Point];

/** The first step along the price as a share of it, and how much longer each next one is. */
const FIRST_STEP = 0.01;
const LONGER = 1.15;
/** The search ends at this multiple of the price, and at its inverse. */
export const RANGE = 10;

const holds = ({ margin }: Point): boolean => margin >= 0n;

/** Prices of the grid away from `from` in one direction. */
function* grid(from: number, direction: 1 | -1): Generator<number> {
  let [distance, step] = [0, FIRST_STEP];
  while (distance < Math.log(RANGE)) {
    distance = Math.min(distance + step, Math.log(RANGE));
    step *= LONGER;
    yield Math.round(from * Math.exp(direction * distance));
  }
}

/** How many widths on either side of a kink are looked at. */
const NEIGHBOURS = [-1, 0, 1];

/** Prices to look at between two of the grid: those about a kink that is narrower than the step. */
function between(kinks: readonly Kink[], near: number, far: number): number[] {
  const [low, high] = near < far ? [near, far] : [far, near];
  const inside = new Set<number>();
  for (const { ticks, width } of kinks) {
    // Most are elsewhere.
    if (width >= high - low || ticks + width <= low - 1 || ticks - width >= high + 1) continue;
    for (const count of NEIGHBOURS) inside.add(Math.round(ticks + count * width));
  }
  return [...inside].filter((ticks) => ticks > low && ticks < high).sort((a, b) => (near < far ? a - b : b - a));
}

/** Prices of the grid and about kinks, away from `from`; of a step that is safe to its end, only the end. */
function* candidates(
  { kinks, from, direction }: { kinks: readonly Kink[]; from: number; direction: 1 | -1 },
  isSafe: (ticks: number) => boolean,
): Generator<number> {
  let before = from;
  for (const next of grid(from, direction)) {
    if (!isSafe(next)) yield* between(kinks, before, next);
    yield next;
    before = next;
  }
}

/** Of a distance that slopes give: they are doubles, as is this. */
const TRUSTED = 0.99;

/** The price up to which the margin has the sign that it has at a point. */
function reachOf({ ticks, margin }: Point, slopes: Search['slopes'], direction: 1 | -1): number {
  if (slopes === undefined) return ticks;
  const [least, most] = slopes;
  const towardsZero = margin >= 0n === (direction === 1) ? -least : most;
  const distance = towardsZero <= 0 ? Infinity : (TRUSTED * Math.abs(Number(margin))) / towardsZero;
  return ticks + direction * distance;
}

/**
 * Points away from a first one in one direction, as far as there are margins; each is computed once. Candidates that
 * slopes put beyond doubt are left out, but for the last one before a doubtful one: the step between these stays short.
 */
function* walk({ marginAt, kinks, slopes }: Search, start: Point, direction: 1 | -1): Generator<Point> {
  let reach = reachOf(start, slopes, direction);
  const isSafe = (ticks: number): boolean => direction * (reach - ticks) > 0;
  let left: number | undefined;
  for (const candidate of candidates({ kinks, from: start.ticks, direction }, isSafe)) {
    for (const ticks of left === undefined ? [candidate] : [left, candidate]) {
      if (isSafe(candidate)) break;
      const margin = ticks < 1 ? undefined : marginAt(ticks);
      if (margin === undefined) return;
      const point = { ticks, margin };
      yield point;
      reach = reachOf(point, slopes, direction);
    }
    left = isSafe(candidate) ? candidate : undefined;
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

/** The price next to where a parabola through three points turns towards zero, if that is between them. */
function turnOf([first, middle, last]: Triple): number | undefined {
  const [x, y] = [first.ticks - middle.ticks, last.ticks - middle.ticks];
  const [risen, risenLast] = [first, last].map(({ margin }) => Number(margin - middle.margin)) as [number, number];
  const curvature = (risen / x - risenLast / y) / (x - y);
  const turn = Math.round((curvature * x - risen / x) / (2 * curvature));
  const between = turn > Math.min(x, y) && turn < Math.max(x, y) && turn !== 0;
  return between && holds(middle) === curvature > 0 ? middle.ticks + turn : undefined;
}

/** A turn is followed by so many parabolas, while each comes nearer to zero by this share of the way. */
const PARABOLAS = 4;
const NEARER = 0.1;

const distance = ({ margin }: Point): number => Math.abs(Number(margin));

/** A point on the other side of zero between three on one side, and the one of these before it; undefined if none is seen. */
function touch(marginAt: MarginAt, points: Triple): readonly [Point, Point] | undefined {
  let [first, middle, last] = points;
  for (let count = 0; count < PARABOLAS; count++) {
    const nearest = Math.min(distance(first), distance(middle), distance(last));
    const ticks = turnOf([first, middle, last]);
    const margin = ticks === undefined ? undefined : marginAt(ticks);
    if (ticks === undefined || margin === undefined) return undefined;
    const point = { ticks, margin };
    const beyond = Math.sign(ticks - middle.ticks) === Math.sign(last.ticks - first.ticks);
    if (holds(point) !== holds(middle)) return [beyond ? middle : first, point];
    if (distance(point) > (1 - NEARER) * nearest) return undefined;
    [first, middle, last] = beyond ? [middle, point, last] : [first, point, middle];
  }
  return undefined;
}

/**
 * The change of sign nearest to a price in one direction, by margins on a grid of one percent that widens with the
 * distance, about every kink narrower than a step of it, and where they seem to touch zero between these points; undefined
 * when none is seen up to ten times the price, or a tenth of it. No fall below zero is missed where the margin is straight
 * between sharp kinks, or bends down there; elsewhere two changes of sign within a step can be.
 */
export function nearestCrossing(search: Search, start: Point, direction: 1 | -1): Crossing | undefined {
  const { marginAt } = search;
  // The step on the other side of the start shows a turn right beside it.
  const [behind] = walk(search, start, direction === 1 ? -1 : 1);
  let [before, last] = [behind !== undefined && holds(behind) === holds(start) ? behind : undefined, start];
  for (const point of walk(search, start, direction)) {
    if (holds(point) !== holds(start)) return close(marginAt, last, point);
    const touched = before === undefined ? undefined : touch(marginAt, [before, last, point]);
    if (touched !== undefined && Math.sign(touched[1].ticks - start.ticks) === direction)
      return close(marginAt, ...touched);
    [before, last] = [last, point];
  }
  return undefined;
}
