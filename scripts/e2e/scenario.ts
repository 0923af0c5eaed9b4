/** What is listed, and when epochs are: the whole crash, and a small part of it. */
import type { UnderlyingName } from './prices.ts';
import { SIX, THREE, type Trader } from './traders.ts';

const at = (time: string): number => Date.parse(`${time}:00Z`) / 1000;

/** An option of each type. */
export interface StrikePair {
  readonly expiry: number;
  readonly call: number;
  readonly put: number;
}

export interface Listed {
  readonly name: UnderlyingName;
  readonly id: number;
  readonly strikes: readonly StrikePair[];
}

export interface Scenario {
  readonly underlyings: readonly Listed[];
  /** Unix seconds on the hour, one for each epoch. */
  readonly times: readonly number[];
  readonly traders: readonly Trader[];
  /** New trades in each epoch. */
  readonly trades: number;
  /** Of the plan, unless another is given: one by which the fall takes somebody under the line. */
  readonly seed: bigint;
}

const WEEKLY = at('2020-03-13T08:00');
const MONTHLY = at('2020-03-27T08:00');

/** Closer together where prices fell most: by a fifth in one hour of 12 March, by more in the night after it. */
export const CRASH: Scenario = {
  underlyings: [
    {
      name: 'BTC',
      id: 1,
      strikes: [
        { expiry: WEEKLY, call: 8000, put: 8000 },
        { expiry: MONTHLY, call: 9000, put: 7000 },
      ],
    },
    {
      name: 'ETH',
      id: 2,
      strikes: [
        { expiry: WEEKLY, call: 200, put: 200 },
        { expiry: MONTHLY, call: 240, put: 180 },
      ],
    },
  ],
  times: [
    '2020-03-08T08:00',
    '2020-03-09T08:00',
    '2020-03-10T08:00',
    '2020-03-11T08:00',
    '2020-03-12T00:00',
    '2020-03-12T08:00',
    '2020-03-12T11:00',
    '2020-03-13T00:00',
    '2020-03-13T02:00',
    '2020-03-13T08:00',
    '2020-03-13T20:00',
    '2020-03-14T08:00',
  ].map(at),
  traders: SIX,
  trades: 4,
  seed: 2n,
};

/** Before the fall, after it, at the expiry. */
export const SMALL: Scenario = {
  underlyings: [{ name: 'BTC', id: 1, strikes: [{ expiry: WEEKLY, call: 8000, put: 8000 }] }],
  times: ['2020-03-12T08:00', '2020-03-12T11:00', '2020-03-13T08:00'].map(at),
  traders: THREE,
  trades: 3,
  seed: 87n,
};
