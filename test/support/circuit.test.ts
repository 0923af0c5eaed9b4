import { expect } from 'chai';
import { checkWitness, type Circuit, editWitness, instance, rejects, violates } from './circuit.ts';

const INCLUDE = 'test/support/circuits/planted.circom';

async function failure(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'nothing thrown';
}

describe('circuit test helpers', () => {
  let circuit: Circuit;
  let witness: bigint[];

  before(async () => {
    circuit = await instance({ include: INCLUDE, template: 'Parity' });
    witness = await circuit.witness({ in: 5n });
  });

  it('finds that an honest witness satisfies every constraint', () => {
    expect(checkWitness(circuit, witness)).to.equal(null);
  });

  it('names the constraint that an edited witness violates', () => {
    violates(circuit, editWitness(circuit, witness, { 'bits.out[1]': 1n }), 'bits.out[1]');
    violates(circuit, editWitness(circuit, witness, { 'bits.out[1]': 2n }), 'bits.out[1]');
  });

  it('takes no other wire for an input that no constraint reads', async () => {
    const { system } = await instance({ include: 'circuits/account/slot.circom', template: 'SlotKind' });
    const wires = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => system.wireOf.get(`digit[${from + index}]`));
    expect(system.inputs).to.deep.equal(wires(4, 10));
    expect(wires(0, 4)).to.deep.equal([undefined, undefined, undefined, undefined]);
  });

  it('does not take an unviolated witness for a violation', async () => {
    expect(await failure(() => violates(circuit, witness, 'in'))).to.include('expected a violated constraint');
  });

  it('refuses to edit a signal that does not exist or was optimised away', async () => {
    expect(await failure(() => editWitness(circuit, witness, { 'bits.oot[1]': 1n }))).to.include('unknown name');
    const constant = await instance({ include: INCLUDE, template: 'DivideBy10' });
    const whole = await constant.witness({ in: 37n });
    expect(await failure(() => editWitness(constant, whole, { 'below.in[1]': 9n }))).to.include('optimised away');
  });

  it('counts a failed constraint as a rejection, with its place', async () => {
    await rejects(circuit, { in: 1n << 16n }, 'Num2Bits');
    expect(await failure(() => rejects(circuit, { in: 1n << 16n }, 'LessThan'))).to.include('place of the rejection');
  });

  it('does not count a misspelt, missing or surplus input as a rejection', async () => {
    expect(await failure(() => rejects(circuit, { inn: 1n << 16n }))).to.include('input inn');
    expect(await failure(() => rejects(circuit, {}))).to.include('expected 1 values, got 0');
    expect(await failure(() => rejects(circuit, { in: [1n, 2n] }))).to.include('expected 1 values, got 2');
  });

  it('does not count an accepted input as a rejection', async () => {
    expect(await failure(() => rejects(circuit, { in: 5n }))).to.include('expected inputs to be rejected');
  });
});
