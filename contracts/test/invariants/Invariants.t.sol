// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {vm} from "../Vm.sol";
import {Network} from "./Network.sol";

/// @notice What holds after any sequence of calls by anybody. Each invariant has a mutation of the escrow that breaks
/// it, see mutants.json.
contract InvariantsTest {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    Network private network;

    function setUp() external {
        network = new Network();
    }

    /// @dev Tells forge whom to call …
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(network);
    }

    /// @dev … and with what, what builds on other calls more often.
    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0].addr = address(network);
        bytes4[20] memory selectors = [
            network.signSeveral.selector,
            network.signSeveral.selector,
            network.sign.selector,
            network.reserve.selector,
            network.reserve.selector,
            network.claim.selector,
            network.reveal.selector,
            network.reveal.selector,
            network.expire.selector,
            network.wait.selector,
            network.waitLong.selector,
            network.addTranche.selector,
            network.reclaim.selector,
            network.squat.selector,
            network.claimTwice.selector,
            network.steal.selector,
            network.forgeReceipt.selector,
            network.tamper.selector,
            network.revealWrongKeys.selector,
            network.reclaimAsAnother.selector
        ];
        targets[0].selectors = new bytes4[](selectors.length);
        for (uint256 i = 0; i < selectors.length; ++i) {
            targets[0].selectors[i] = selectors[i];
        }
    }

    /// @notice Money in = paid + still promised + reclaimable or reclaimed, per release and in total.
    function invariant_Money_IsPaidPromisedOrReclaimable() external view {
        uint256[2] memory totals; // in ETH and in the token
        for (uint256 i = 0; i < network.RELEASES(); ++i) {
            (uint256 locked, uint256 paid, uint256 reclaimed) = network.books(i);
            uint256 left = network.releaseBalance(i);
            vm.assertEq(locked, paid + reclaimed + left, "a release's money");
            vm.assertTrue(network.promised(i) <= left, "what is promised is there");
            totals[i == 2 ? 1 : 0] += left;
        }
        vm.assertEq(network.escrowAssets(0), totals[0], "the escrow's wei");
        vm.assertEq(network.escrowAssets(2), totals[1], "the escrow's tokens");
    }

    /// @notice At most one payment per device and tranche.
    function invariant_Device_IsPaidAtMostOncePerTranche() external view {
        for (uint256 i = 0; i < network.RELEASES(); ++i) {
            for (uint256 tranche = 0; tranche < network.tranches(i); ++tranche) {
                for (uint256 index = 0; index < network.ACTIVE(); ++index) {
                    vm.assertTrue(network.payments(i, tranche, index) <= 1, "payments of a device");
                }
            }
        }
    }

    /// @notice No payment without that device's signature over that distributor and that key.
    function invariant_Payment_HasTheDevicesSignature() external view {
        vm.assertEq(network.unsignedPayments(), 0, "payments that no device signed for");
    }

    /// @notice Nothing to the vendor before its time, and never what is reserved.
    function invariant_Vendor_WaitsAndLeavesWhatIsReserved() external view {
        vm.assertEq(network.earlyReclaims(), 0, "reclaims before the time");
        vm.assertEq(network.brokenPromises(), 0, "live reservations that were not paid");
    }

    /// @notice A reservation that is not revealed blocks its devices no longer than its expiry.
    function invariant_Reservation_BlocksNoLongerThanItsExpiry() external view {
        vm.assertEq(network.longReservations(), 0, "reservations that outlive their time");
        for (uint256 i = 0; i < network.RELEASES(); ++i) {
            for (uint256 tranche = 0; tranche < network.tranches(i); ++tranche) {
                for (uint256 index = 0; index < network.ACTIVE(); ++index) {
                    bool taken = network.isTaken(i, tranche, index);
                    vm.assertTrue(taken == network.held(i, tranche, index), "taken while reserved or paid");
                }
            }
        }
    }

    /// @notice No delivery that others made fail costs another of its batch.
    function invariant_Batch_IsNotSpoiltByOthers() external view {
        vm.assertEq(network.spoiltBatches(), 0, "batches of which something free was refused");
    }
}
