/** Schema of tiers as files give them: rates as shares, or as a venue publishes them. */
import { z } from 'zod';
import { decimal, type LevelTier } from '../risk/tiers.ts';

const share = z.number().min(0).max(1);

const tier = z
  .strictObject({
    /** Notional in the quote currency from which the rates hold. */
    floor: z.number().min(0),
    maintenance: share.optional(),
    /** Share of the initial rate, instead of `maintenance`. */
    maintenanceFraction: share.optional(),
    initial: share.optional(),
    /** One over the initial rate, instead of `initial`. */
    leverage: z.number().min(1).max(1000).optional(),
    /** What the venue takes off `maintenance * notional` in this tier: checked against the tiers, never used. */
    deduction: z.number().min(0).optional(),
  })
  .refine(
    ({ maintenance, maintenanceFraction }) => (maintenance === undefined) !== (maintenanceFraction === undefined),
    {
      error: 'expected either maintenance or maintenanceFraction',
    },
  )
  .refine(({ initial, leverage }) => (initial === undefined) !== (leverage === undefined), {
    error: 'expected either initial or leverage',
  });

export type TierFile = z.input<typeof tier>;

function levelTier({ floor, maintenance, maintenanceFraction = 1, initial, leverage = 1 }: TierFile): LevelTier {
  const total = initial ?? 1 / leverage;
  return { floor, maintenance: maintenance ?? decimal(total * maintenanceFraction), initial: total };
}

/** Share of a deduction by which the published one may differ: it is a sum in doubles. */
const DEDUCTION_ERROR = 1e-9;

/** What makes the maintenance charge continuous, tier by tier. */
const deductionsOf = (tiers: readonly LevelTier[]): number[] =>
  tiers.reduce<number[]>(
    (sums, { floor, maintenance }, index) => [
      ...sums,
      (sums[index - 1] ?? 0) + floor * (maintenance - (tiers[index - 1]?.maintenance ?? 0)),
    ],
    [],
  );

/** Tiers from floor 0 up; their order is checked where they are used. */
export const tierList = z
  .array(tier)
  .min(1)
  .superRefine((list, context) => {
    const deductions = deductionsOf(list.map(levelTier));
    list.forEach(({ deduction }, index) => {
      const expected = deductions[index] ?? 0;
      if (deduction === undefined || Math.abs(deduction - expected) <= DEDUCTION_ERROR * Math.max(1, expected)) return;
      context.addIssue({
        code: 'custom',
        path: [index, 'deduction'],
        message: `expected ${decimal(expected)}, what the rates and floors before it make`,
      });
    });
  })
  .transform((list) => list.map(levelTier));
