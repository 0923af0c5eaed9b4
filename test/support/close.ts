import { expect } from 'chai';

/** Asserts that two numbers differ by at most `tolerance`. (In a run with contracts chai's own `closeTo` wants integers.) */
export function expectClose(got: number, expected: number, tolerance: number): void {
  expect(Math.abs(got - expected), `distance of ${got} from ${expected}`).to.be.at.most(tolerance);
}
