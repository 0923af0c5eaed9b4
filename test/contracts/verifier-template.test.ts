import { expect } from 'chai';
import { circuitEntry, type CircuitEntry } from '../../prover/artifacts/manifest.ts';
import { readArtifact } from '../../prover/artifacts/source.ts';
import { BASE_FIELD } from '../../prover/curve.ts';
import { parseVerificationKeyFile, type VerificationKeyFile } from '../../prover/groth16/verification-key.ts';
import { renderVerifier } from '../../scripts/verifier-template.ts';
import { sixSignals } from '../support/six-signals.ts';

describe('keys of generated verifiers', () => {
  let key: VerificationKeyFile;
  let entry: CircuitEntry;
  const render =
    (change: Partial<VerificationKeyFile> = {}) =>
    (): string =>
      renderVerifier('six-signals', { ...key, ...change }, entry);

  before(async () => {
    const six = await sixSignals();
    entry = circuitEntry(six.manifest, 'six-signals');
    key = parseVerificationKeyFile(await readArtifact({ ...six, circuit: 'six-signals', file: 'vkey' }));
    expect(render()()).to.include('contract SixSignalsVerifier');
  });

  it('key without phase-2 contribution (gamma = delta) is refused', () => {
    expect(render({ vk_delta_2: key.vk_gamma_2 })).to.throw('expected gamma to differ from delta');
  });

  it('key of another number of signals is refused', () => {
    expect(render({ nPublic: 5 })).to.throw('expected 6 public signals, got 5');
    expect(render({ nPublic: 7, IC: [...key.IC, key.vk_alpha_1] })).to.throw('expected 6 public signals, got 7');
    expect(render({ IC: key.IC.slice(0, -1) })).to.throw('expected 6 public signals, got 6, with 6 IC points');
  });

  it('key with a point at infinity or off the curve is refused', () => {
    expect(render({ vk_alpha_1: ['1', '3', '1'] })).to.throw('expected points on the curve, got (1, 3)');
    const infinity = { ...key, IC: key.IC.map((point, index) => (index === 3 ? ['0', '1', '0'] : point)) };
    expect(() => parseVerificationKeyFile(new TextEncoder().encode(JSON.stringify(infinity)))).to.throw('IC.3');
  });

  it('key with a coordinate that is not below q is refused', () => {
    const over = (text: string): string => String(BigInt(text) + BASE_FIELD);
    const [x, y] = key.vk_alpha_1;
    expect(render({ vk_alpha_1: [over(x), y, '1'] })).to.throw('expected points on the curve');
    expect(render({ vk_alpha_1: [x, over(y), '1'] })).to.throw('expected points on the curve');
    for (const name of ['vk_beta_2', 'vk_gamma_2', 'vk_delta_2'] as const) {
      const [[x0, x1], [y0, y1], z] = key[name];
      for (const point of [
        [[over(x0), x1], [y0, y1], z],
        [[x0, over(x1)], [y0, y1], z],
        [[x0, x1], [over(y0), y1], z],
        [[x0, x1], [y0, over(y1)], z],
      ] as VerificationKeyFile[typeof name][]) {
        expect(render({ [name]: point })).to.throw('expected coordinates below q');
      }
    }
  });

  it('key with two IC points that are equal or opposite is refused, wherever they stand', () => {
    for (const [index, [x, y]] of key.IC.entries()) {
      const opposite = String(BASE_FIELD - BigInt(y));
      for (let other = index + 1; other < key.IC.length; other++) {
        for (const copy of [y, opposite]) {
          expect(render({ IC: key.IC.with(other, [x, copy, '1']) })).to.throw(
            'expected IC points that differ up to sign',
          );
        }
      }
    }
  });
});
