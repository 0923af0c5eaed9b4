import { expect } from 'chai';
import { encodeBytes32String, Interface, type ErrorFragment, type FunctionFragment } from 'ethers';
import { ERRORS_ABI, errorInWords, REGISTRY_ABI, STATEMENTS } from '../../sdk/abi.ts';
import { HOUSE_ABI, ROOTS_ABI, TOKEN_ABI } from '../../sdk/house/abi.ts';
import { callError, RegistryClient } from '../../sdk/client.ts';
import { parseCertificate } from '../../sdk/certificate.ts';
import { contractArtifact, deployStack, type DeployRequest } from '../../sdk/deploy.ts';
import { buildContracts, startLocalChain, type LocalChain } from '../../sdk/demo/chain.ts';
import { rejection } from '../support/errors.ts';

const CONTRACTS = [
  'AttestedAccounts',
  'MarketRoots',
  'CircuitRouter',
  'SolvencyRegistry',
  'ClearingHouse',
  'examples/DemoToken',
  'examples/CreditLine',
  'generated/Portfolio8Verifier',
];
const interfaceOf = (path: string): Interface => new Interface(contractArtifact(path).abi);
/** Errors of libraries that a user of the client cannot cause. */
const INTERNAL =
  /^(SafeCast|ReentrancyGuard|OwnableInvalidOwner|AccessControlBadConfirmation|InvalidShortString|StringTooLong|RateLimit|ERC20Invalid)/;

describe('registry client', () => {
  before(() => buildContracts());

  it('has the ABI of each contract that it calls', () => {
    const shape = (fragment: FunctionFragment | null): unknown => [
      fragment?.format('sighash'),
      fragment?.outputs.map((output) => output.format('sighash')),
      fragment?.stateMutability,
    ];
    for (const [path, abi] of [
      ['SolvencyRegistry', REGISTRY_ABI],
      ['ClearingHouse', HOUSE_ABI],
      ['MarketRoots', ROOTS_ABI],
      ['examples/DemoToken', TOKEN_ABI],
    ] as const) {
      const compiled = interfaceOf(path);
      const called = new Interface(abi);
      called.forEachFunction((fragment) => {
        expect(shape(fragment)).to.deep.equal(shape(compiled.getFunction(fragment.name)));
      });
      called.forEachEvent((event) => {
        expect(event.format('full')).to.equal(compiled.getEvent(event.name)?.format('full'));
      });
    }
  });

  it('knows every error of the stack, and has words for each', () => {
    for (const path of CONTRACTS) {
      interfaceOf(path).forEachError((error: ErrorFragment) => {
        if (INTERNAL.test(error.name)) return;
        expect(ERRORS_ABI.getError(error.name)?.format('sighash'), `${path}: ${error.name}`).to.equal(
          error.format('sighash'),
        );
      });
    }
    ERRORS_ABI.forEachError((error) => {
      const values = error.inputs.map(({ type }) =>
        type === 'address' ? `0x${'11'.repeat(20)}` : type === 'bytes32' ? `0x${'22'.repeat(32)}` : 3n,
      );
      const { name, words } = errorInWords(ERRORS_ABI.encodeErrorResult(error, values)) ?? {};
      expect(name).to.equal(error.name);
      expect(words)
        .to.be.a('string')
        .and.not.match(/undefined|NaN/);
    });
  });

  it('does not take foreign data for an error of the stack', () => {
    expect(errorInWords('0xdeadbeef')).to.equal(undefined);
    const error = callError('call', new TypeError('no network'));
    expect([error.code, error.message]).to.deep.equal([
      'ENVIRONMENT',
      'call: expected an answer from the chain, got no network',
    ]);
  });

  describe('on a local chain', () => {
    let chain: LocalChain;
    before(async () => {
      chain = await startLocalChain(1_590_000_000);
    });
    after(() => chain.close());

    const stackFor = async (circuits: readonly string[], options: Pick<DeployRequest, 'contractDirectory'> = {}) => {
      const deployer = await chain.signer(0);
      const operator = await deployer.getAddress();
      return deployStack({
        deployer,
        venue: operator,
        publisher: operator,
        guardian: operator,
        circuits,
        maxPostDelay: 60n,
        maxRootAge: 60n,
        exitWindow: 60n,
        ...options,
      });
    };

    it('answers no for an unknown account, and reads empty records', async () => {
      const { registry } = await stackFor(['portfolio-8']);
      const client = new RegistryClient(await registry.getAddress(), chain.provider);
      const account = `0x${'05'.repeat(32)}`;
      expect(await client.isSolvent(account, { minRatioBps: 0n, minExcess: 0n, maxAge: 1n })).to.equal(false);
      expect(await client.isLiquidatable(account, 1n)).to.equal(false);
      expect(await client.certificateOf(account)).to.deep.equal({
        epoch: 0n,
        time: 0n,
        ratioBps: 0n,
        excess: 0n,
        sequence: 0n,
      });
      expect((await client.gateOf(account)).epoch).to.equal(0n);
    });

    it('refuses a circuit that it does not know: it could not say what that states', () =>
      rejection(stackFor(['portfolio-9']), 'USAGE', /^circuits: expected some of isolated-4, .*, got portfolio-9/));

    it('names a contract that is not compiled', () =>
      rejection(
        stackFor(['portfolio-8'], { contractDirectory: 'nowhere' }),
        'ENVIRONMENT',
        /^contract CircuitRouter: expected a compiled contract, got none; run: npx hardhat build/,
      ));

    it('adds each circuit as a margin statement, and starts the router', async () => {
      const circuits = ['isolated-4', 'cross-8', 'portfolio-8'];
      const { router } = await stackFor(circuits);
      for (const circuit of circuits) {
        const entry = (await router.getFunction('circuitOf').staticCall(encodeBytes32String(circuit))) as {
          statement: bigint;
        };
        expect(entry.statement).to.equal(STATEMENTS.margin);
      }
      expect(await router.getFunction('started').staticCall()).to.equal(true);
    });

    it('a development key leaves no machine: the stack is refused for any chain that is not local', async () => {
      const deployer = await chain.signer(0);
      const elsewhere = Object.create(deployer, {
        provider: { value: { getNetwork: () => Promise.resolve({ chainId: 1n }) } },
      }) as typeof deployer;
      const request = {
        deployer: elsewhere,
        venue: '',
        publisher: '',
        guardian: '',
        circuits: ['portfolio-8'],
        maxPostDelay: 1n,
        maxRootAge: 1n,
        exitWindow: 1n,
      };
      await rejection(
        deployStack(request),
        'USAGE',
        /expected a ceremony key for chain 1, got an INSECURE development key/,
      );
    });

    it('sends nothing for a reader without a signer', async () => {
      const words = { x: `0x${'01'.repeat(32)}`, address: `0x${'02'.repeat(20)}` };
      const certificate = parseCertificate({
        format: 'plimsoll-certificate',
        version: 1,
        circuit: 'portfolio-8',
        statement: {
          commitment: words.x,
          marketRoot: words.x,
          thresholdBps: '10000',
          minExcess: '0',
          solvent: true,
          context: words.x,
        },
        context: {
          chainId: '31337',
          registry: words.address,
          account: words.x,
          sequence: '1',
          caller: words.address,
          purpose: 'certify',
          parameterVersion: 1,
        },
        market: { epoch: 1, time: 1 },
        proof: new Array<string>(8).fill(words.x),
        key: { sha256: words.x, insecure: true },
      });
      await rejection(
        new RegistryClient(words.address, chain.provider).submit(certificate),
        'USAGE',
        /expected a signer with a provider/,
      );
    });
  });
});
