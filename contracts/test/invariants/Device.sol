// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {vm} from "../Vm.sol";
import {World} from "./World.sol";

/// @notice Devices sign for whoever asks, several distributors among them, for windows that may not fit.
abstract contract Device is World {
    function sign(uint256 index, uint256 which, uint256 who, uint64 hours_) public {
        index %= ACTIVE;
        uint256 release = which % RELEASES;
        address distributor = [ALICE, BOB, MALLORY][who % 3];
        uint64 validUntil = _now() + (hours_ % 36) * 1 hours;
        if (validUntil > DEADLINE && hours_ % 5 != 0) validUntil = DEADLINE;
        _sign(index, release, distributor, validUntil);
    }

    function _sign(uint256 index, uint256 release, address distributor, uint64 validUntil) private {
        uint256 key = uint256(keccak256(abi.encode(distributor, index, receipts[release][distributor].length))) >> 1;
        address commitment = vm.addr(key);
        keyOf[commitment] = key;
        signed[_receiptId(release, devices[index], distributor, commitment)] = true;
        (bytes32 r, bytes32 vs) =
            _sign(_deviceKey(index), _domain(), releases[release], distributor, commitment, validUntil);
        receipts[release][distributor].push(Signed(index, commitment, validUntil, r, vs));
    }

    /// @dev A round of devices in favour of one distributor, within the window that it needs.
    function signSeveral(uint256 first, uint256 which, uint256 who, uint64 hours_) external {
        for (uint256 i = 0; i < 3; ++i) {
            sign(first % ACTIVE + i, which, who, 4 + hours_ % 21);
        }
    }
}
