pragma circom 2.2.2;

// What the constraints of a circuit come from, for the tests of the mutations.

/// The sum of two numbers, the first squared.
template Inner() {
    signal input in[2];
    signal output out;

    signal square <== in[0] * in[0];
    out <== square + in[1];
}

template Statements(n) {
    signal input in[n];
    signal input scale;
    signal input half;
    signal output out[n];
    signal output sum;

    // One statement, many constraints: a list into a component, and a loop.
    component inner[n];
    for (var i = 0; i < n; i++) {
        inner[i] = Inner();
        inner[i].in <== [in[i], scale];
        out[i] <== inner[i].out;
    }

    // The same constraint twice, by two statements; then by one.
    scale * (scale - 1) === 0;
    scale * (scale - 1) === 0;
    for (var i = 0; i < 2; i++) {
        half * (half - 1) === 0;
    }

    // Nothing but names, and a constant.
    signal copy[n] <== in;
    signal ten;
    ten <== 10;
    signal other <== Inner()([copy[0], ten]);
    copy[1] === half;
    signal last;
    other + ten ==> last;
    sum <== last * half;

    // Nothing at this size.
    for (var i = 3; i < n; i++) {
        in[i] === 0;
    }
}
