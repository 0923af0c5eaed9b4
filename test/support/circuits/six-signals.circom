pragma circom 2.2.2;

/// The public signals of the margin statement around a trivial secret: enough to exercise a generated verifier.
/// Signals that no constraint touches are bound all the same, each through its own point of the verification key.
template SixSignals() {
    signal input commitment;
    signal input marketRoot;
    signal input thresholdBps;
    signal input minExcess;
    signal input solvent;
    signal input context;
    signal input secret;

    commitment === secret * secret;
    solvent * (1 - solvent) === 0;
}

component main {public [commitment, marketRoot, thresholdBps, minExcess, solvent, context]} = SixSignals();
