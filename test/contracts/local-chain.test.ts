import { expect } from 'chai';
import { connect, deploy } from '../support/contracts.ts';

describe('what is for local chains only', () => {
  const refused = [1n, 1_336n, 1_338n, 31_336n, 31_338n, 11_155_111n, 2n ** 32n];

  it('exists on the two local chain ids', async () => {
    for (const chainId of [1_337, 31_337]) await deploy(await connect(chainId), 'DemoDollar');
  });

  it('does not exist on a public chain, nor one beside a local id', async () => {
    for (const chainId of refused) {
      const connection = await connect(Number(chainId));
      const { interface: errors } = await connection.ethers.getContractFactory('DemoDollar');
      await expect(deploy(connection, 'DemoDollar'), `chain ${chainId}`)
        .to.be.revertedWithCustomError({ interface: errors }, 'NotALocalChain')
        .withArgs(chainId);
    }
  });
});
