// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {MoneyHandler} from "./MoneyHandler.sol";
import {vm} from "./Vm.sol";

/// @notice What holds after any sequence of calls.
contract MoneyTest {
    MoneyHandler private handler;

    function setUp() external {
        handler = new MoneyHandler();
    }

    /// @dev Tells forge whom to call.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    /// @dev And with what: not with what the handler inherits.
    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0].addr = address(handler);
        bytes4[] memory selectors = new bytes4[](7);
        selectors[0] = handler.wait.selector;
        selectors[1] = handler.waitLong.selector;
        selectors[2] = handler.reserve.selector;
        selectors[3] = handler.claim.selector;
        selectors[4] = handler.reveal.selector;
        selectors[5] = handler.expire.selector;
        selectors[6] = handler.reclaim.selector;
        targets[0].selectors = selectors;
    }

    /// @notice Money in = paid + reclaimed + what is left, per release and in total.
    function invariant_MoneyIsConserved() external view {
        uint256 total;
        for (uint256 i = 0; i < handler.RELEASES(); ++i) {
            bytes32 id = handler.releases(i);
            (uint256 locked, uint256 paid, uint256 reclaimed,) = handler.books(id);
            uint256 left = handler.releaseBalance(id);
            vm.assertEq(locked, paid + reclaimed + left, "a release's money");
            total += left;
        }
        vm.assertEq(handler.escrowBalance(), total, "the escrow's money");
    }

    /// @notice At most one payment per device and tranche, and exactly the held devices are taken.
    function invariant_DevicesArePaidOnce() external view {
        uint256 paid;
        for (uint256 i = 0; i < handler.RELEASES(); ++i) {
            bytes32 id = handler.releases(i);
            for (uint256 tranche = 0; tranche < handler.TRANCHES(); ++tranche) {
                for (uint256 device = 0; device < 20; ++device) {
                    uint256 payments = handler.payments(id, tranche, device);
                    vm.assertTrue(payments <= 1, "payments of a device");
                    bool held = handler.held(id, tranche, device);
                    vm.assertTrue(held || payments == 0, "a paid device is held for good");
                    vm.assertTrue(handler.taken(id, tranche, device) == held, "taken");
                    paid += payments;
                }
            }
        }
        vm.assertEq(paid, handler.deliveries(), "deliveries");
    }
}
