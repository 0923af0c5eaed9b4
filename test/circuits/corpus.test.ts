import { expect } from 'chai';
import { globSync, readFileSync } from 'node:fs';
import { checkWitness, type Circuit } from '../support/circuit.ts';
import { CORPORA } from './corpus/all.ts';
import { failedRefusal, refusalTitle, suiteTitle } from './corpus/corpus.ts';
import { forge } from './forger.ts';

/** Attacks that each table holds at least. */
const LEAST = 10;

describe('forged witnesses', () => {
  // Else an attack could fail on what the forger forgot, not on what stands against it.
  for (const [template, change] of [
    ['PortfolioMargin', { 'size[2]': -3n, 'long[2]': 0n, haircuts: 5n }],
    ['CrossMargin', { 'size[1]': -21n * 10n ** 8n, 'long[1]': 0n, 'volUp[2]': 7n }],
    ['Claim', { equity: 1000n }],
    ['Haircuts', { 'size[0]': 60n * 10n ** 8n }],
    ['Room', { newSize: -6n }],
    ['Fill', { side: 1n, salt: 5n }],
    ['AccountChange', { costDelta: 9n, cashDelta: -2n }],
    ['Seal', { blinding: 5n, cash: 7n }],
  ] as const) {
    it(`follow every consequence: an honest change in ${template} gives the honest witness of it`, async () => {
      const corpus = CORPORA.find((each) => each.template === template);
      if (corpus === undefined) throw new Error(`${template}: expected a table`);
      const circuit = await corpus.circuit();
      const inputs = structuredClone(corpus.inputs()) as Record<string, bigint | bigint[]>;
      for (const [signal, value] of Object.entries(change)) {
        const [, name = '', index] = /^(\w+)(?:\[(\d+)\])?$/.exec(signal) ?? [];
        const list = inputs[name];
        if (Array.isArray(list)) list[Number(index)] = value;
        else inputs[name] = value;
      }
      const { witness, violations } = forge(circuit, await circuit.witness(corpus.inputs()), change);
      expect(violations).to.deep.equal([]);
      const honest = await circuit.witness(inputs);
      for (const [name, wire] of circuit.system.wireOf) {
        // The inverse of 0 is open.
        if (!name.endsWith('.inv')) expect(witness[wire], name).to.equal(honest[wire]);
      }
    });
  }

  it('are there for every template', () => {
    const templates = globSync('circuits/**/*.circom').flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/^template (\w+)/gm)].map(([, name]) => name),
    );
    expect([...new Set(CORPORA.map(({ template }) => template))]).to.have.members(templates);
    for (const { template, forgeries } of CORPORA) {
      expect(new Set(forgeries.map(([attack]) => attack)).size, template).to.equal(forgeries.length);
      expect(forgeries.length, template).to.be.at.least(LEAST);
    }
  });
});

for (const corpus of CORPORA) {
  const { circuit: compile, inputs, forgeries } = corpus;
  describe(suiteTitle(corpus), () => {
    let circuit: Circuit;
    let honest: readonly bigint[];

    before(async function () {
      // Compilation of the largest of them.
      this.timeout(600_000);
      circuit = await compile();
      honest = await circuit.witness(inputs());
      expect(checkWitness(circuit, honest)).to.equal(null);
    });

    for (const forgery of forgeries) {
      it(refusalTitle(forgery), () => {
        expect(failedRefusal(circuit, honest, forgery)).to.equal(undefined);
      });
    }
  });
}
