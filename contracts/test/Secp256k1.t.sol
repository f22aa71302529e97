// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Secp256k1} from "../src/Secp256k1.sol";
import {vm} from "./Vm.sol";

contract Secp256k1Test {
    function testFuzz_AddressOf_AnyScalar_IsTheAddressOfThatPrivateKey(uint256 k) external pure {
        k = 1 + k % (Secp256k1.Q - 1);
        vm.assertEq(Secp256k1.addressOf(k), vm.addr(k), "addr(k*G)");
    }

    function test_AddressOf_FirstAndLastScalars_AreThoseAddresses() external pure {
        for (uint256 k = 1; k <= 32; ++k) {
            vm.assertEq(Secp256k1.addressOf(k), vm.addr(k), "small");
            vm.assertEq(Secp256k1.addressOf(Secp256k1.Q - k), vm.addr(Secp256k1.Q - k), "large");
        }
    }

    function test_AddressOf_Zero_IsZero() external pure {
        vm.assertEq(Secp256k1.addressOf(0), address(0), "no key");
    }

    function testFuzz_AddressOf_OrderAndBeyond_IsZero(uint256 beyond) external pure {
        uint256 k = Secp256k1.Q + beyond % (type(uint256).max - Secp256k1.Q);
        vm.assertEq(Secp256k1.addressOf(k), address(0), "no key");
        vm.assertEq(Secp256k1.addressOf(Secp256k1.Q), address(0), "q itself");
        vm.assertEq(Secp256k1.addressOf(type(uint256).max), address(0), "the largest");
    }
}
