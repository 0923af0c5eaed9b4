/**
 * The normal distribution in doubles. Rational approximations of the error function by W. J. Cody, "Rational Chebyshev
 * approximations for the error function", Math. Comp. 23 (1969); relative error below 1e-15 also in the tails, so cheap
 * options far out of the money keep their value. Deterministic wherever `Math.exp` is, as it is across builds of V8.
 */

/** A ratio of polynomials: `lead * x^n + head[0] * x^(n-1) + ...` over a monic one of the same length. */
interface Rational {
  readonly lead: number;
  readonly numerator: readonly number[];
  readonly denominator: readonly number[];
}

/** erf(x) / x in x^2, for |x| <= 0.46875. */
const CENTRE: Rational = {
  lead: 1.85777706184603153e-1,
  numerator: [3.1611237438705656, 1.1386415415105016e2, 3.77485237685302021e2, 3.20937758913846947e3],
  denominator: [2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3],
};

/** exp(x^2) * erfc(x) in x, for 0.46875 < x <= 4. */
const MIDDLE: Rational = {
  lead: 2.15311535474403846e-8,
  numerator: [
    5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1, 2.98635138197400131e2, 8.8195222124176909e2,
    1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3,
  ],
  denominator: [
    1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3, 3.29079923573345963e3,
    4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
  ],
};

/** (1 / sqrt(pi) - x * exp(x^2) * erfc(x)) * x^2 in 1 / x^2, for x > 4. */
const TAIL: Rational = {
  lead: 1.63153871373020978e-2,
  numerator: [
    3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1, 1.60837851487422766e-2,
    6.58749161529837803e-4,
  ],
  denominator: [
    2.56852019228982242, 1.87295284992346047, 5.27905102951428412e-1, 6.05183413124413191e-2, 2.33520497626869185e-3,
  ],
};

function evaluate({ lead, numerator, denominator }: Rational, x: number): number {
  const above = numerator.reduce((value, coefficient) => value * x + coefficient, lead);
  const below = denominator.reduce((value, coefficient) => value * x + coefficient, 1);
  return above / below;
}

/** exp(-x^2) without the error of squaring a long x: the square of its first bits is exact. */
function gaussian(x: number): number {
  const head = Math.trunc(x * 16) / 16;
  return Math.exp(-head * head) * Math.exp(-(x - head) * (x + head));
}

/** Complementary error function, 0 where it is below the smallest double. */
export function erfc(x: number): number {
  const size = Math.abs(x);
  if (size <= 0.46875) return 1 - x * evaluate(CENTRE, x * x);
  const inverse = 1 / (size * size);
  const scaled =
    size <= 4 ? evaluate(MIDDLE, size) : (1 / Math.sqrt(Math.PI) - inverse * evaluate(TAIL, inverse)) / size;
  const upper = gaussian(size) * scaled;
  return x < 0 ? 2 - upper : upper;
}

/** Probability that a standard normal variable is at most `x`. */
export const normalCdf = (x: number): number => erfc(-x / Math.SQRT2) / 2;

/** Density of the standard normal distribution. */
export const normalPdf = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
