namespace FairOta.Core.Crypto;

public sealed partial class Keccak256
{
    private static readonly ulong[] RoundConstants =
    {
        0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000,
        0x000000000000808B, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
        0x000000000000008A, 0x0000000000000088, 0x0000000080008009, 0x000000008000000A,
        0x000000008000808B, 0x800000000000008B, 0x8000000000008089, 0x8000000000008003,
        0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A,
        0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    };

    // Keccak-f[1600] (FIPS 202, 3.3), its 25 lanes in locals, lane x + 5y: no array is touched within a round.
    private static void Permute(ulong[] s)
    {
        ulong a0 = s[0], a1 = s[1], a2 = s[2], a3 = s[3], a4 = s[4];
        ulong a5 = s[5], a6 = s[6], a7 = s[7], a8 = s[8], a9 = s[9];
        ulong a10 = s[10], a11 = s[11], a12 = s[12], a13 = s[13], a14 = s[14];
        ulong a15 = s[15], a16 = s[16], a17 = s[17], a18 = s[18], a19 = s[19];
        ulong a20 = s[20], a21 = s[21], a22 = s[22], a23 = s[23], a24 = s[24];
        for (int round = 0; round < 24; round++)
        {
            ulong t;
            // Theta: each lane takes the parity of two neighbouring columns.
            ulong c0 = a0 ^ a5 ^ a10 ^ a15 ^ a20;
            ulong c1 = a1 ^ a6 ^ a11 ^ a16 ^ a21;
            ulong c2 = a2 ^ a7 ^ a12 ^ a17 ^ a22;
            ulong c3 = a3 ^ a8 ^ a13 ^ a18 ^ a23;
            ulong c4 = a4 ^ a9 ^ a14 ^ a19 ^ a24;
            ulong e0 = c4 ^ ((c1 << 1) | (c1 >> 63));
            ulong e1 = c0 ^ ((c2 << 1) | (c2 >> 63));
            ulong e2 = c1 ^ ((c3 << 1) | (c3 >> 63));
            ulong e3 = c2 ^ ((c4 << 1) | (c4 >> 63));
            ulong e4 = c3 ^ ((c0 << 1) | (c0 >> 63));

            // Rho and pi: every lane is rotated and moves to another place.
            ulong b0 = a0 ^ e0;
            t = a1 ^ e1;
            ulong b10 = (t << 1) | (t >> 63);
            t = a2 ^ e2;
            ulong b20 = (t << 62) | (t >> 2);
            t = a3 ^ e3;
            ulong b5 = (t << 28) | (t >> 36);
            t = a4 ^ e4;
            ulong b15 = (t << 27) | (t >> 37);
            t = a5 ^ e0;
            ulong b16 = (t << 36) | (t >> 28);
            t = a6 ^ e1;
            ulong b1 = (t << 44) | (t >> 20);
            t = a7 ^ e2;
            ulong b11 = (t << 6) | (t >> 58);
            t = a8 ^ e3;
            ulong b21 = (t << 55) | (t >> 9);
            t = a9 ^ e4;
            ulong b6 = (t << 20) | (t >> 44);
            t = a10 ^ e0;
            ulong b7 = (t << 3) | (t >> 61);
            t = a11 ^ e1;
            ulong b17 = (t << 10) | (t >> 54);
            t = a12 ^ e2;
            ulong b2 = (t << 43) | (t >> 21);
            t = a13 ^ e3;
            ulong b12 = (t << 25) | (t >> 39);
            t = a14 ^ e4;
            ulong b22 = (t << 39) | (t >> 25);
            t = a15 ^ e0;
            ulong b23 = (t << 41) | (t >> 23);
            t = a16 ^ e1;
            ulong b8 = (t << 45) | (t >> 19);
            t = a17 ^ e2;
            ulong b18 = (t << 15) | (t >> 49);
            t = a18 ^ e3;
            ulong b3 = (t << 21) | (t >> 43);
            t = a19 ^ e4;
            ulong b13 = (t << 8) | (t >> 56);
            t = a20 ^ e0;
            ulong b14 = (t << 18) | (t >> 46);
            t = a21 ^ e1;
            ulong b24 = (t << 2) | (t >> 62);
            t = a22 ^ e2;
            ulong b9 = (t << 61) | (t >> 3);
            t = a23 ^ e3;
            ulong b19 = (t << 56) | (t >> 8);
            t = a24 ^ e4;
            ulong b4 = (t << 14) | (t >> 50);

            // Chi, row by row, and iota.
            a0 = b0 ^ (~b1 & b2);
            a1 = b1 ^ (~b2 & b3);
            a2 = b2 ^ (~b3 & b4);
            a3 = b3 ^ (~b4 & b0);
            a4 = b4 ^ (~b0 & b1);
            a5 = b5 ^ (~b6 & b7);
            a6 = b6 ^ (~b7 & b8);
            a7 = b7 ^ (~b8 & b9);
            a8 = b8 ^ (~b9 & b5);
            a9 = b9 ^ (~b5 & b6);
            a10 = b10 ^ (~b11 & b12);
            a11 = b11 ^ (~b12 & b13);
            a12 = b12 ^ (~b13 & b14);
            a13 = b13 ^ (~b14 & b10);
            a14 = b14 ^ (~b10 & b11);
            a15 = b15 ^ (~b16 & b17);
            a16 = b16 ^ (~b17 & b18);
            a17 = b17 ^ (~b18 & b19);
            a18 = b18 ^ (~b19 & b15);
            a19 = b19 ^ (~b15 & b16);
            a20 = b20 ^ (~b21 & b22);
            a21 = b21 ^ (~b22 & b23);
            a22 = b22 ^ (~b23 & b24);
            a23 = b23 ^ (~b24 & b20);
            a24 = b24 ^ (~b20 & b21);
            a0 ^= RoundConstants[round];
        }
        s[0] = a0; s[1] = a1; s[2] = a2; s[3] = a3; s[4] = a4;
        s[5] = a5; s[6] = a6; s[7] = a7; s[8] = a8; s[9] = a9;
        s[10] = a10; s[11] = a11; s[12] = a12; s[13] = a13; s[14] = a14;
        s[15] = a15; s[16] = a16; s[17] = a17; s[18] = a18; s[19] = a19;
        s[20] = a20; s[21] = a21; s[22] = a22; s[23] = a23; s[24] = a24;
    }
}
