// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Multiples of secp256k1's generator G, by address
/// @notice Whoever knows the logarithm of a point need not send the point: the EVM's key recovery computes it.
library Secp256k1 {
    /// @dev Order q of the group and x coordinate of G, whose y is even. Source: SEC 2 v2.0, section 2.4.1.
    uint256 internal constant Q = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
    uint256 internal constant GX = 0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798;

    /// @notice The address of k·G; zero unless 0 < k < q.
    /// @param k any 256 bits
    /// @dev Public key recovery gives r⁻¹(s·R - z·G). With z = 0, r = Gx and an even y, R is G itself; with s = k·Gx
    /// that leaves k·G. Neither r nor s is zero then, as q is prime and does not divide Gx.
    function addressOf(uint256 k) internal pure returns (address) {
        if (k == 0 || k >= Q) return address(0);
        return ecrecover(0, 27, bytes32(GX), bytes32(mulmod(k, GX, Q)));
    }
}
