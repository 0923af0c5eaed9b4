interface Terminable {
  terminate(): Promise<void>;
}

/** snarkjs keeps its curve, with worker threads, on the global object; the run does not end before they do. */
export const mochaHooks = {
  async afterAll(): Promise<void> {
    const { curve_bn128: curve } = globalThis as { curve_bn128?: Terminable | null };
    await curve?.terminate();
  },
};
