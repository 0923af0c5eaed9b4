import { expect } from 'chai';
import { optionGreeks, optionValue, SECONDS_PER_YEAR, type Black76Input } from '../../sdk/risk/black76.ts';
import { erfc, normalCdf } from '../../sdk/risk/normal.ts';
import { readChain, type Quote } from '../support/chain.ts';
import { expectClose } from '../support/close.ts';
import { sharedPath } from '../support/shared.ts';

const INPUT: Black76Input = { type: 'call', forward: 100, strike: 110, volatility: 0.5, time: 0.25, discount: 0.98 };

/** Value of the error function complement to 17 digits (Abramowitz and Stegun, and by series at 50 digits). */
const ERFC: readonly (readonly [number, number])[] = [
  [-3, 1.9999779095030015],
  [-0.5, 1.5204998778130465],
  [0, 1],
  [0.1, 0.88753708398171511],
  [0.46875, 0.50738652678206201],
  [0.5, 0.47950012218695348],
  [1, 0.15729920705028513],
  [2, 0.0046777349810472658],
  [4, 1.541725790028002e-8],
  [5, 1.5374597944280349e-12],
  [10, 2.0884875837625448e-45],
  [26, 5.6631924088561428e-296],
];

const yearsOf = ({ expiry, time }: Quote): number => (expiry - time) / SECONDS_PER_YEAR;

describe('Black-76', () => {
  it('error function is accurate to 2e-15, also in the tails', () => {
    for (const [x, expected] of ERFC) expect(Math.abs(erfc(x) / expected - 1), `erfc(${x})`).to.be.below(2e-15);
    expect(normalCdf(-40)).to.equal(0);
    expect(normalCdf(40)).to.equal(1);
    for (const x of [0.1, 0.6, 1.7, 5.5]) expectClose(normalCdf(x) + normalCdf(-x), 1, 3e-16);
  });

  it('is continuous where its approximations meet', () => {
    for (const at of [0.46875, 4]) expectClose(erfc(at + 1e-15) / erfc(at), 1, 1e-13);
  });

  it('keeps put-call parity and the bounds of no arbitrage', () => {
    for (const strike of [1, 50, 99.9, 100, 150, 100_000]) {
      for (const volatility of [1e-9, 0.05, 0.8, 5, 2511]) {
        const call = optionValue({ ...INPUT, strike, volatility });
        const put = optionValue({ ...INPUT, strike, volatility, type: 'put' });
        const at = `strike ${strike}, volatility ${volatility}`;
        expectClose(call - put, INPUT.discount * (INPUT.forward - strike), 1e-12 * strike + 1e-12);
        expect(call, at).to.be.within(0, INPUT.discount * INPUT.forward);
        expect(put, at).to.be.within(0, INPUT.discount * strike);
      }
    }
  });

  it('is the intrinsic value without time, volatility or forward', () => {
    const intrinsic = INPUT.discount * 10;
    expect(optionValue({ ...INPUT, strike: 90, time: 0, volatility: 2511 })).to.equal(intrinsic);
    expect(optionValue({ ...INPUT, strike: 90, time: 0, volatility: Infinity })).to.equal(intrinsic);
    expect(optionValue({ ...INPUT, strike: 90, volatility: 0 })).to.equal(intrinsic);
    expect(optionValue({ ...INPUT, strike: 90, volatility: 1e-300 })).to.equal(intrinsic);
    expect(optionValue({ ...INPUT, strike: 100, volatility: 0 })).to.equal(0);
    expect(optionValue({ ...INPUT, forward: 0 })).to.equal(0);
    expect(optionValue({ ...INPUT, forward: 0, type: 'put' })).to.equal(INPUT.discount * INPUT.strike);
  });

  it('Greeks are the slopes of the value', () => {
    for (const type of ['call', 'put'] as const) {
      const value = (change: Partial<Black76Input>): number => optionValue({ ...INPUT, type, ...change });
      const { delta, gamma, vega } = optionGreeks({ ...INPUT, type });
      const step = 1e-2;
      const [up, now, down] = [value({ forward: 100 + step }), value({}), value({ forward: 100 - step })];
      expectClose(delta, (up - down) / (2 * step), 1e-7);
      expectClose(gamma, (up - 2 * now + down) / step ** 2, 1e-7);
      expectClose(vega, (value({ volatility: 0.5001 }) - value({ volatility: 0.4999 })) / 2e-4, 1e-5);
    }
    expect(optionGreeks({ ...INPUT, strike: 90, time: 0 })).to.deep.equal({ delta: 0.98, gamma: 0, vega: 0 });
    expect(optionGreeks({ ...INPUT, strike: 90, time: 0, type: 'put' })).to.deep.equal({ delta: 0, gamma: 0, vega: 0 });
  });

  it('on the implied volatilities of the Deribit chain of 2020-05-21 gives its marks', function () {
    const chain = readChain(sharedPath(this, 'data', 'options', 'deribit_btc_chain_2020-05-21.csv'));
    const differences = chain
      .map((quote) => {
        const value = optionValue({ ...quote, time: yearsOf(quote), discount: 1 });
        return { instrument: quote.instrument, off: Math.abs(value / quote.forward - quote.mark) };
      })
      .sort((a, b) => a.off - b.off);
    const median = differences[Math.floor(differences.length / 2)]?.off ?? NaN;
    const worst = differences.at(-1) ?? { instrument: '', off: NaN };
    console.log(
      `      ${chain.length} options: median difference ${median.toExponential(1)} BTC, largest ${worst.off.toExponential(1)} BTC (${worst.instrument})`,
    );
    expect(chain).to.have.length(326);
    expect(median).to.be.below(5e-6);
    expect(worst.off).to.be.below(1e-3);
    const deltas = chain.map((quote) =>
      Math.abs(optionGreeks({ ...quote, time: yearsOf(quote), discount: 1 }).delta - quote.delta),
    );
    expect(deltas.sort((a, b) => a - b)[Math.floor(deltas.length / 2)]).to.be.below(1e-3);
  });
});
