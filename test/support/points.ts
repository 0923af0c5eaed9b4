/** Points of Baby Jubjub. */
import { toField } from '../../prover/model/units.ts';

export interface Point {
  readonly x: bigint;
  readonly y: bigint;
}

/** The base point of the subgroup of prime order. */
export const BASE: Point = {
  x: 5299619240641551281634865583518297030282874472190772894086521144482721001553n,
  y: 16950150798460657717958625567821834550301663161624707787222815936182638968203n,
};

const OF_ORDER_8: Point = {
  x: 4342719913949491028786768530115087822524712248835451589697801404893164183326n,
  y: 4826523245007015323400664741523384119579596407052839571721035538011798951543n,
};
const OF_ORDER_4 = 2957874849018779266517920829765869116077630550401372566248359756137677864698n;

/** The points that 8 times are the identity, which comes first. */
export const LOW_ORDER: readonly Point[] = [
  { x: 0n, y: 1n },
  { x: 0n, y: toField(-1n) },
  ...[OF_ORDER_4, toField(-OF_ORDER_4)].map((x) => ({ x, y: 0n })),
  ...[OF_ORDER_8.x, toField(-OF_ORDER_8.x)].flatMap((x) => [
    { x, y: OF_ORDER_8.y },
    { x, y: toField(-OF_ORDER_8.y) },
  ]),
];
