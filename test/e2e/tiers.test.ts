import { expect } from 'chai';
import { commitmentOf, type Account } from '../../prover/model/account.ts';
import { accountMargin, excess, isSolvent, ratioBps, type Claim } from '../../prover/model/margin.ts';
import type { MarketTable } from '../../prover/model/market.ts';
import { Market } from '../../prover/model/tree.ts';
import { cash, CASH_DECIMALS, size, SIZE_RANGE } from '../../prover/model/units.ts';
import { CIRCUITS, type CircuitShape } from '../../prover/witness/circuits.ts';
import { stateMargin } from '../../prover/witness/statement.ts';
import { wordOf, type Certificate } from '../../sdk/certificate.ts';
import { verifyCertificate } from '../../sdk/verify.ts';
import { rejects, type Circuit } from '../support/circuit.ts';
import { checkGas } from '../support/gas.ts';
import { accountOnTheLine, marginCircuit, marginInputs, statementCircuit, witnessMargin } from '../support/margin.ts';
import { referenceMargin } from '../support/reference.ts';
import { startSystem, type WholeSystem } from '../support/system.ts';

const SEED = BigInt(process.env['PLIMSOLL_SEED'] ?? 20200521);
const LINE: Claim = { thresholdBps: 10_000n, minExcess: 0n };
const BAND = { minRatioBps: 10_000n, minExcess: 0n, maxAge: 3600n };
/** The largest circuit, of 36 legs, is the same template as `portfolio-8`. */
const TESTED = ['isolated-4', 'cross-8', 'portfolio-8'] as const;
const START = 1_600_000_000;
const EPOCH_SECONDS = 600;

/** One case through every tier: reference, model, circuit, proof, certificate file, contract. */
interface Case {
  readonly name: string;
  readonly claim?: Claim;
  readonly solvent: boolean;
  readonly change: (account: Account) => Account;
}

const CASES: readonly Case[] = [
  {
    name: 'far above the line, with an excess asked for',
    claim: { thresholdBps: 12_000n, minExcess: 10n ** 12n },
    solvent: true,
    change: (account) => ({ ...account, cash: cash(account.cash + 10n ** 14n) }),
  },
  { name: 'exactly at the line', solvent: true, change: (account) => account },
  {
    name: 'one tick below the line',
    solvent: false,
    change: (account) => ({ ...account, cash: cash(account.cash - 1n) }),
  },
  {
    name: 'empty, with no excess asked for',
    solvent: true,
    change: (account) => ({ ...account, legs: [], cash: cash(0n) }),
  },
];

const shapeOf = (circuit: string): CircuitShape => CIRCUITS[circuit]!;
/** `IsolatedStatement`: where a claim that is false fails. */
const statementOf = ({ method }: CircuitShape): string =>
  `${method.charAt(0).toUpperCase()}${method.slice(1)}Statement`;

/** An account on its line with something required of it. */
function chargedAccount(shape: CircuitShape): ReturnType<typeof accountOnTheLine<CircuitShape>> {
  for (let seed = SEED; ; seed++) {
    const fixture = accountOnTheLine(seed, shape);
    if (accountMargin(fixture.account, fixture.table, 'maintenance').requirement > 0n) return fixture;
  }
}

describe(`one account through every tier (PLIMSOLL_SEED=${SEED})`, function () {
  this.timeout(300_000);
  let system: WholeSystem;
  const gas: Record<string, bigint> = {};

  before(async () => {
    system = await startSystem(START, ...TESTED);
  });
  after(() => system.close());

  TESTED.forEach((circuit, order) => {
    const shape = shapeOf(circuit);
    const { method } = shape;

    describe(circuit, () => {
      let table: MarketTable;
      let market: Market;
      let account: Account;
      let statement: Circuit;
      let margin: Circuit;
      const idOf = (index: number): bigint => BigInt(1000 * (order + 1) + index);

      before(async () => {
        const fixture = chargedAccount(shape);
        table = { ...fixture.table, epoch: order + 1, time: START + EPOCH_SECONDS * (order + 1) };
        market = new Market(table);
        account = { ...fixture.account, sequence: 1n };
        statement = await statementCircuit(shape);
        margin = await marginCircuit(shape);
        await system.post(market);
      });

      CASES.forEach(({ name, solvent, change, claim = LINE }, index) => {
        it(`${name}: ${solvent ? 'solvent' : 'insolvent'} in every tier, and the opposite in none`, async () => {
          const held = { ...change(account), id: idOf(index) };
          const modelled = accountMargin(held, table, 'maintenance');
          const { equity, requirement } = modelled;
          expect({ equity, requirement }).to.deep.equal(referenceMargin(held, table, 'maintenance'));
          expect(isSolvent(modelled, claim)).to.equal(solvent);

          const inputsOfMargin = marginInputs({ account: held, market, shape }, 'maintenance');
          expect(await witnessMargin(margin, inputsOfMargin)).to.deep.equal({ equity, requirement });
          const { inputs } = stateMargin({ account: held, market, claim, context: 1n, shape });
          await statement.witness(inputs);
          await rejects(statement, { ...inputs, solvent: BigInt(!solvent) }, statementOf(shape));

          await system.attest(held);
          const [side, caller] = solvent
            ? (['solvent', system.trader] as const)
            : (['insolvent', system.liquidator] as const);
          const certificate = await system.certificate({ account: held, market, claim, side, caller });
          expect(certificate.circuit).to.equal(circuit);
          const verified = await verifyCertificate(certificate, { account: held, market });
          expect(verified.valid, JSON.stringify(verified.checks)).to.equal(true);
          const opposite = solvent ? 'insolvent' : 'solvent';
          const refusal = await system
            .certificate({ account: held, market, claim, side: opposite, caller })
            .catch((error: unknown) => String(error));
          expect(refusal).to.match(/claim: expected/);

          const client = system.client(caller);
          const submission = await client.submit(certificate);
          if (method === 'portfolio') gas[solvent ? 'certify' : 'proveInsolvent'] ??= submission.gas;
          const id = wordOf(held.id);
          expect(await client.isSolvent(id, BAND)).to.equal(solvent);
          expect(await client.isLiquidatable(id, 3600n)).to.equal(!solvent);
        });
      });

      it('certifies the highest band an account reaches and no higher', async () => {
        // About twice its requirement, whatever it has to spare at first.
        const margin = accountMargin(account, table, 'maintenance');
        const required = margin.requirement / 10n ** BigInt(margin.decimals - CASH_DECIMALS);
        const held = { ...account, id: idOf(200), cash: cash(account.cash - excess(margin) + required) };
        const band = ratioBps(accountMargin(held, table, 'maintenance')) ?? 0n;
        await system.attest(held);
        const request = { account: held, market, side: 'solvent', caller: system.trader } as const;
        const client = system.client(system.trader);
        await client.certify(await system.certificate({ ...request, claim: { thresholdBps: band, minExcess: 0n } }));
        expect(await client.isSolvent(wordOf(held.id), { ...BAND, minRatioBps: band })).to.equal(true);
        expect(await client.isSolvent(wordOf(held.id), { ...BAND, minRatioBps: band + 1n })).to.equal(false);
        const refusal = await system
          .certificate({ ...request, claim: { thresholdBps: band + 1n, minExcess: 0n } })
          .catch((error: unknown) => String(error));
        expect(refusal).to.include('the claim is false');
      });

      it('refuses before proving: a repeated leg, a size out of range, an account too large for the circuit', async () => {
        const request = { market, claim: LINE, side: 'solvent', caller: system.trader } as const;
        const [leg] = account.legs;
        if (leg === undefined) throw new Error('expected a leg');
        const attempt = (legs: Account['legs']): Promise<string> =>
          system.certificate({ ...request, account: { ...account, legs } }).then(() => 'accepted', String);
        expect(await attempt([leg, leg])).to.include('none appears twice');
        expect(await attempt([{ ...leg, size: (SIZE_RANGE[1] + 1n) as typeof leg.size }])).to.include(
          'size: expected an integer in',
        );
        const slots = Array.from({ length: 37 }, (_, index) => 64 + index);
        expect(await attempt(slots.map((instrument) => ({ instrument, size: size(1n), cost: cash(0n) })))).to.match(
          /expected at most \d+ legs/,
        );
      });
    });
  });

  describe('one circuit in the place of another', () => {
    let market: Market;
    let base: Account;
    let certificates: Readonly<Record<string, Certificate>>;

    before(async () => {
      // Collateral and a perpetual of one underlying: every method takes them.
      const fixture = accountOnTheLine(SEED + 1n, shapeOf('portfolio-8'));
      const epoch = TESTED.length + 1;
      const table = { ...fixture.table, epoch, time: START + EPOCH_SECONDS * epoch };
      market = new Market(table);
      const legs = [16, 64].map((instrument) => ({ instrument, size: size(10n ** 8n), cost: cash(0n) }));
      base = { ...fixture.account, sequence: 1n, legs, cash: cash(10n ** 15n) };
      await system.post(market);
      const made: Record<string, Certificate> = {};
      for (const [index, circuit] of TESTED.entries()) {
        const account = { ...base, method: shapeOf(circuit).method, id: BigInt(9000 + index) };
        await system.attest(account);
        const request = { account, market, claim: LINE, side: 'solvent', caller: system.trader } as const;
        made[circuit] = await system.certificate(request);
      }
      certificates = made;
    });

    for (const circuit of TESTED) {
      for (const other of TESTED.filter((name) => name !== circuit)) {
        it(`no witness of ${other} opens an account of ${circuit} (another method's circuit)`, async () => {
          const [account, shape] = [{ ...base, method: shapeOf(circuit).method }, shapeOf(other)];
          const forged = stateMargin({
            account: { ...account, method: shape.method },
            market,
            claim: LINE,
            context: 1n,
            shape,
          });
          const compiled = await statementCircuit(shape);
          await compiled.witness(forged.inputs);
          await rejects(compiled, { ...forged.inputs, commitment: commitmentOf(account) }, statementOf(shape));
        });

        it(`a certificate of ${circuit} relabelled as ${other} is rejected by verify and on chain`, async () => {
          const certificate = certificates[circuit]!;
          const relabelled = { ...certificate, circuit: other };
          const { valid, checks } = await verifyCertificate(relabelled, {
            account: { ...base, method: shapeOf(circuit).method, id: BigInt(9000 + TESTED.indexOf(circuit)) },
          });
          expect(valid).to.equal(false);
          const failed = checks.filter(({ ok }) => !ok).map(({ name }) => name);
          expect(failed).to.deep.equal(['key', 'proof', 'account']);
          // Under the other circuit's key too.
          const key = certificates[other]!.key;
          const rekeyed = await verifyCertificate({ ...relabelled, key });
          expect(rekeyed.checks.filter(({ ok }) => !ok).map(({ name }) => name)).to.deep.equal(['proof']);

          const client = system.client(system.trader);
          const refusal = await client.certify(relabelled).then(() => 'accepted', String);
          expect(refusal).to.include('ProofRejected');
        });
      }
    }
  });

  describe('gas', () => {
    it('stays within its gas (test/snapshots/gas.json): certify below 300,000 all in', () => {
      expect(Number(gas['certify'])).to.be.lessThan(300_000);
      checkGas('registry', gas);
    });
  });
});
