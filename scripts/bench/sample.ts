/** For each circuit an account that fills it and a statement about that, or a change of it: the same on every run. */
import { emptyAccount, type Account, type Leg } from '../../prover/model/account.ts';
import { publicKeyOf } from '../../prover/model/baby-jubjub.ts';
import type { Change } from '../../prover/model/change.ts';
import { QUOTE_ASSET } from '../../prover/model/flow.ts';
import { accountMargin, excess } from '../../prover/model/margin.ts';
import { cash, floorDivide, ONE_CASH, ONE_SIZE, size } from '../../prover/model/units.ts';
import { openingInputs, proposeChange } from '../../prover/witness/change.ts';
import {
  CHANGE_CIRCUITS,
  CIRCUITS,
  OPEN_CIRCUIT,
  type ChangeCircuit,
  type ChangeStatement,
  type CircuitShape,
} from '../../prover/witness/circuits.ts';
import { stateMargin } from '../../prover/witness/statement.ts';
import type { CircuitInputs } from '../../prover/witness-calculator.ts';
import {
  FIRST_OPTION,
  FLAT_COLLATERAL,
  PERPETUALS,
  sampleMarket,
  STRIKES,
  TIERED_COLLATERAL,
} from './sample-market.ts';

const [PERPETUAL] = PERPETUALS;

/** Slots of the account: collateral, a perpetual, and as many options in as many expiries as there is room for. */
function slotsOf(shape: CircuitShape): number[] {
  if (shape.method === 'isolated') return [...TIERED_COLLATERAL.slice(0, shape.legs - 2), FLAT_COLLATERAL, PERPETUAL];
  const [collaterals, expiries] = shape.method === 'portfolio' ? [shape.collaterals, shape.expiries] : [2, 3];
  const linear = [
    ...TIERED_COLLATERAL.slice(0, collaterals),
    ...(shape.method === 'cross' ? [FLAT_COLLATERAL, ...PERPETUALS] : [PERPETUAL]),
  ];
  const perExpiry = 2 * STRIKES.length;
  const options = Array.from(
    { length: shape.legs - linear.length },
    (_, index) => FIRST_OPTION + perExpiry * (index % expiries) + Math.floor(index / expiries),
  );
  return [...linear, ...options].sort((a, b) => a - b);
}

function shapeOf(circuit: string): CircuitShape {
  const shape = CIRCUITS[circuit];
  if (shape === undefined) throw new RangeError(`${circuit}: expected one of ${Object.keys(CIRCUITS).join(', ')}`);
  return shape;
}

/**
 * An account that fills the circuit, long and short in turn.
 *
 * @param spare cash ticks above (below, if negative) its maintenance line
 */
export function sampleAccount(circuit: string, { id = 1n, spare = 1000n * ONE_CASH } = {}): Account {
  const shape = shapeOf(circuit);
  const legs = slotsOf(shape).map((instrument, index): Leg => {
    const units = instrument <= FLAT_COLLATERAL ? 10_000n : index % 2 === 0 ? 3n : -2n;
    return { instrument, size: size(units * ONE_SIZE), cost: cash(0n) };
  });
  const account: Account = {
    id,
    owner: 1n,
    method: shape.method,
    sequence: 1n,
    lossCheckpoint: 0n,
    cash: cash(0n),
    legs,
    blinding: 0x0123_4567_89ab_cdef_0123_4567_89ab_cdefn,
  };
  const above = excess(accountMargin(account, sampleMarket.table, 'maintenance'));
  return { ...account, cash: cash(spare - above) };
}

/** At its line, with no excess: what both sides can be proven of. */
export const SAMPLE_CLAIM = { thresholdBps: 10_000n, minExcess: 0n };

/** Inputs of a margin circuit for its account. */
export function sampleInputs(circuit: string): CircuitInputs {
  const account = sampleAccount(circuit);
  const request = { account, market: sampleMarket, claim: SAMPLE_CLAIM, context: 1n, shape: shapeOf(circuit) };
  return stateMargin(request).inputs;
}

/** Half of the perpetual closed at its mark. */
function closing({ legs }: Account): Change {
  const held = legs.find(({ instrument }) => instrument === PERPETUAL)?.size ?? 0n;
  const mark = sampleMarket.table.rows.get(PERPETUAL)?.settlementPrice ?? 0n;
  const half = (held < 0n ? 0n - held : held) / 2n;
  const fill = { instrument: PERPETUAL, size: size(half), cost: cash(floorDivide(half * mark, ONE_SIZE)), salt: 1n };
  return { kind: 'fill', side: held < 0n ? 'buyer' : 'seller', fill };
}

/** One that each statement proves: of a hedged book no leg can be reduced by itself, so a reduction seals it anew. */
const changeFor = (statement: ChangeStatement, account: Account): Change =>
  ({
    deposit: { kind: 'flow', asset: QUOTE_ASSET, amount: ONE_CASH } as const,
    transition: closing(account),
    reduce: { kind: 'reseal' } as const,
  })[statement];

/** Above initial margin by far. */
const MUCH = 1_000_000n * ONE_CASH;

function changeInputs(circuit: string, { statement, margin = 'cross-8' }: ChangeCircuit): CircuitInputs {
  const account = sampleAccount(margin, { spare: MUCH });
  const keys = { viewingKey: publicKeyOf(3n), liquidationKey: publicKeyOf(5n) };
  const request = { account, change: changeFor(statement, account), blinding: 7n, ...keys };
  const proposed =
    statement === 'deposit'
      ? proposeChange({ ...request, statement })
      : proposeChange({ ...request, statement, level: 'initial', market: sampleMarket });
  if (proposed.circuit !== circuit)
    throw new RangeError(`${circuit}: expected its change, got one of ${proposed.circuit}`);
  return proposed.at(11n).inputs;
}

/** Inputs of any circuit of a house. */
export function inputsOf(circuit: string): CircuitInputs {
  if (circuit === OPEN_CIRCUIT) return openingInputs(emptyAccount({ id: 1n, owner: 1n, method: 'cross' }));
  const change = CHANGE_CIRCUITS[circuit];
  return change === undefined ? sampleInputs(circuit) : changeInputs(circuit, change);
}
