pragma circom 2.2.3;

/// product = left * right, and a public signal that no constraint of its own touches.
template Multiply() {
    signal input left;
    signal input right;
    signal input tag;
    signal output product;

    product <== left * right;
}

component main {public [tag]} = Multiply();
