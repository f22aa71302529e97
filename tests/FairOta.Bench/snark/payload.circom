pragma circom 2.1.0;

include "circomlib/circuits/poseidon.circom";

// How many groups of 16 field elements `count` elements fill.
function groups(count) {
    return (count + 15) \ 16;
}

// Root of the tree with 16 children a node over `count` elements, zeros where there is none.
template Root(count) {
    signal input elements[count];
    signal output root;

    var width = groups(count);
    component nodes[width];
    for (var i = 0; i < width; i++) {
        nodes[i] = Poseidon(16);
        for (var j = 0; j < 16; j++) {
            nodes[i].inputs[j] <== 16 * i + j < count ? elements[16 * i + j] : 0;
        }
    }
    component above;
    if (width == 1) {
        root <== nodes[0].out;
    } else {
        above = Root(width);
        for (var i = 0; i < width; i++) {
            above.elements[i] <== nodes[i].out;
        }
        root <== above.root;
    }
}

// What a seller proves in a zero-knowledge contingent payment: `cipher` opens under the key committed to by `commitment`
// to the payload with that `root`. The payload is `count` elements of 31 bytes.
//
// The widest permutation is taken throughout, with 17 elements, which has the fewest constraints per byte: as a counter
// mode it gives 16 elements a call and keeps one back, so that known plaintext does not let anybody turn it around.
template Sale(count) {
    signal input key;
    signal input payload[count];
    signal output commitment;
    signal output root;
    signal output cipher[count];

    component committed = Poseidon(1);
    committed.inputs[0] <== key;
    commitment <== committed.out;

    component whole = Root(count);
    for (var i = 0; i < count; i++) {
        whole.elements[i] <== payload[i];
    }
    root <== whole.root;

    component streams[groups(count)];
    for (var i = 0; i < groups(count); i++) {
        streams[i] = PoseidonEx(16, 16);
        streams[i].initialState <== 0;
        streams[i].inputs[0] <== key;
        streams[i].inputs[1] <== i;
        for (var j = 2; j < 16; j++) {
            streams[i].inputs[j] <== 0;
        }
        for (var j = 0; j < 16; j++) {
            if (16 * i + j < count) {
                cipher[16 * i + j] <== payload[16 * i + j] + streams[i].out[j];
            }
        }
    }
}
