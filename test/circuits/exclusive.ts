import { expect } from 'chai';
import { stateMargin, type StatementRequest } from '../../prover/witness/statement.ts';
import { rejects, type Circuit } from '../support/circuit.ts';
import { LINE } from '../support/margin.ts';

type Request = Pick<StatementRequest, 'account' | 'market' | 'shape'> & Partial<StatementRequest>;

/**
 * Asserts that the witness exists for one side of the statement and not for the other.
 *
 * @param solvent the side that must be the true one; that of the model where it is not given
 */
export async function exclusive(
  circuit: Pick<Circuit, 'name' | 'witness'>,
  request: Request,
  solvent?: boolean,
): Promise<void> {
  const { statement, inputs } = stateMargin({ claim: LINE, context: 99n, ...request });
  if (solvent !== undefined) expect(statement.solvent, 'solvent').to.equal(solvent);
  await circuit.witness(inputs);
  await rejects(circuit, { ...inputs, solvent: BigInt(!statement.solvent) }, 'Statement');
}
