// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import {IFairOtaEscrow} from "../../src/IFairOtaEscrow.sol";
import {FleetTree} from "../FleetTree.sol";
import {Fixture} from "../Fixture.sol";
import {Receipt} from "../Receipts.sol";
import {vm} from "../Vm.sol";
import {BlockingToken} from "./BlockingToken.sol";
import {FalseToken} from "./FalseToken.sol";
import {FeeToken} from "./FeeToken.sol";
import {RebasingToken} from "./RebasingToken.sol";
import {ReentrantToken} from "./ReentrantToken.sol";
import {SilentToken} from "./SilentToken.sol";
import {Token} from "./Token.sol";

/// @notice Rewards in tokens: in ordinary ones and in those that do what they should not. Beside every release in a
/// token stands the fixture's in ETH, whose money none of them may touch.
contract TokensTest is Fixture {
    using FleetTree for FleetTree.Tree;

    bytes32 private constant TOKENS = keccak256("manifest in tokens");
    uint256 private constant VALUE = uint256(REWARD) * SIZE;

    function _fund(Token token) private {
        token.mint(VENDOR, 10 * VALUE);
        vm.prank(VENDOR);
        token.approve(address(escrow), type(uint256).max);
    }

    function _createIn(address token, uint256 value) private returns (bytes32) {
        bytes32 root = fleet.root();
        vm.prank(VENDOR);
        return escrow.createRelease{value: value}(TOKENS, token, REWARD, DEADLINE, "", root, SIZE);
    }

    /// @dev From here on the fixture's helpers act on the release in that token.
    function _start(Token token) private {
        _fund(token);
        releaseId = _createIn(address(token), 0);
    }

    function _assertEthUntouched() private view {
        vm.assertEq(address(escrow).balance, VALUE, "the release in ETH");
    }

    function test_Token_Lifecycle_PaysInTokens() external {
        Token token = new Token();
        _start(token);
        vm.assertEq(token.balanceOf(address(escrow)), VALUE, "funded");
        (address paidIn,,,, uint256 balance) = escrow.release(releaseId);
        vm.assertEq(paidIn, address(token), "token");
        vm.assertEq(balance, VALUE, "balance");

        uint64 expiry = _reserve(ALICE, 0, 2);
        _reveal(ALICE, expiry, 0, 2);
        _claim(BOB, _batch(BOB, 2, 1), _keys(BOB, 2, 1));
        vm.assertEq(token.balanceOf(ALICE), 2 * uint256(REWARD), "by reveal");
        vm.assertEq(token.balanceOf(BOB), REWARD, "by claim");

        bytes32 root = fleet.root();
        vm.prank(VENDOR);
        escrow.addTranche(TOKENS, root, SIZE);
        vm.warp(uint256(DEADLINE) + 1 days);
        uint256 before = token.balanceOf(VENDOR);
        vm.prank(VENDOR);
        escrow.reclaim(TOKENS);
        vm.assertEq(token.balanceOf(VENDOR), before + 2 * VALUE - 3 * uint256(REWARD), "reclaimed");
        vm.assertEq(token.balanceOf(address(escrow)), 0, "escrow");
        _assertEthUntouched();
    }

    function test_Token_WithoutAllowance_Reverts() external {
        Token token = new Token();
        token.mint(VENDOR, VALUE);
        vm.expectRevert();
        _createIn(address(token), 0);
    }

    function test_Token_FundedWithWeiToo_Reverts() external {
        Token token = new Token();
        _fund(token);
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.WrongValue.selector, 0, 1));
        _createIn(address(token), 1);
        releaseId = _createIn(address(token), 0);
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.WrongValue.selector, 0, 1));
        vm.prank(VENDOR);
        escrow.addTranche{value: 1}(TOKENS, bytes32(0), SIZE);
    }

    /// @dev Neither the escrow itself, nor another contract, nor an account without code, nor a precompile that answers
    /// anything.
    function test_Attack_TokenThatIsNone_Reverts() external {
        address[4] memory none = [address(escrow), address(this), ANYBODY, address(4)];
        for (uint256 i = 0; i < none.length; ++i) {
            if (none[i].code.length != 0) vm.expectRevert();
            else vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.NotAToken.selector, none[i]));
            _createIn(none[i], 0);
        }
        (, uint64 claimDeadline,,,) = escrow.release(keccak256(abi.encode(VENDOR, TOKENS)));
        vm.assertEq(claimDeadline, 0, "no release");
    }

    function test_SilentToken_Lifecycle_PaysInTokens() external {
        SilentToken token = new SilentToken();
        _start(token);
        _claim(ALICE, _batch(ALICE, 0, 2), _keys(ALICE, 0, 2));
        vm.assertEq(token.balanceOf(ALICE), 2 * uint256(REWARD), "distributor");
        vm.warp(uint256(DEADLINE) + 1 days);
        vm.prank(VENDOR);
        escrow.reclaim(TOKENS);
        vm.assertEq(token.balanceOf(address(escrow)), 0, "escrow");
    }

    function test_FalseToken_Funding_Reverts() external {
        FalseToken token = new FalseToken();
        _fund(token);
        token.refuse();
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token)));
        _createIn(address(token), 0);
    }

    function test_FalseToken_Payment_RevertsAndLeavesTheReservation() external {
        FalseToken token = new FalseToken();
        _start(token);
        uint64 expiry = _reserve(ALICE, 0, 1);
        token.refuse();
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.PaymentFailed.selector, ALICE, uint256(REWARD)));
        _reveal(ALICE, expiry, 0, 1);
        vm.assertTrue(escrow.isReserved(releaseId, 0, ALICE, expiry, _accepted(ALICE, 0, 1)), "reserved");
        vm.assertEq(_balance(releaseId), VALUE, "release");
        vm.warp(uint256(DEADLINE) + 1 days);
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.PaymentFailed.selector, VENDOR, VALUE));
        vm.prank(VENDOR);
        escrow.reclaim(TOKENS);
    }

    function test_FeeToken_Funding_Reverts() external {
        FeeToken token = new FeeToken();
        _fund(token);
        token.charge();
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.WrongValue.selector, VALUE, VALUE - VALUE / 100));
        _createIn(address(token), 0);
    }

    /// @dev A fee that begins later is the distributor's loss, not the escrow's.
    function test_FeeToken_ChargingLater_CostsTheReceiver() external {
        FeeToken token = new FeeToken();
        _start(token);
        token.charge();
        _claim(ALICE, _batch(ALICE, 0, 1), _keys(ALICE, 0, 1));
        vm.assertEq(token.balanceOf(ALICE), uint256(REWARD) - REWARD / 100, "distributor");
        vm.assertEq(token.balanceOf(address(escrow)), _balance(releaseId), "escrow");
    }

    function test_BlockingToken_BlockedDistributor_HurtsItselfOnly() external {
        BlockingToken token = new BlockingToken();
        _start(token);
        uint64 expiry = _reserve(ALICE, 0, 1);
        token.block_(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.PaymentFailed.selector, ALICE, uint256(REWARD)));
        _reveal(ALICE, expiry, 0, 1);
        vm.warp(expiry + 1);
        _expire(ALICE, expiry, 0, 1);
        _claim(BOB, _batch(BOB, 0, 1), _keys(BOB, 0, 1));
        vm.assertEq(token.balanceOf(BOB), REWARD, "another distributor");
    }

    /// @dev What a token's issuer takes from the escrow is missing to releases in that token, whoever comes last, and
    /// to no other.
    function test_RebasingToken_TakingFromTheEscrow_CostsReleasesInThatTokenOnly() external {
        RebasingToken rebasing = new RebasingToken();
        _start(rebasing);
        Token sound = new Token();
        sound.mint(ALICE, VALUE);
        bytes32 root = fleet.root();
        vm.prank(ALICE);
        sound.approve(address(escrow), VALUE);
        vm.prank(ALICE);
        escrow.createRelease(TOKENS, address(sound), REWARD, DEADLINE, "", root, SIZE);

        rebasing.take(address(escrow), VALUE - REWARD);
        _claim(ALICE, _batch(ALICE, 0, 1), _keys(ALICE, 0, 1));
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.PaymentFailed.selector, ALICE, uint256(REWARD)));
        _claim(ALICE, _batch(ALICE, 1, 1), _keys(ALICE, 1, 1));

        vm.warp(uint256(DEADLINE) + 1 days);
        vm.prank(ALICE);
        escrow.reclaim(TOKENS);
        vm.assertEq(sound.balanceOf(ALICE), VALUE, "a release in another token");
        vm.prank(VENDOR);
        escrow.reclaim(MANIFEST);
        vm.assertEq(address(escrow).balance, 0, "a release in ETH");
    }

    /// @dev The token is a vendor itself: while it is asked for the first release's money it creates a second one,
    /// which the same transfer would fund.
    function test_Attack_ReentrantToken_OneTransferFundsTwoReleases_Reverts() external {
        ReentrantToken token = _vendorToken();
        bytes32 root = fleet.root();
        bytes memory second =
            abi.encodeCall(escrow.createRelease, (MANIFEST, address(token), REWARD, DEADLINE, "", root, SIZE));
        token.callBack(address(escrow), second);
        token.execute(
            address(escrow),
            abi.encodeCall(escrow.createRelease, (TOKENS, address(token), REWARD, DEADLINE, "", root, SIZE))
        );
        _assertRefusedByTheGuard(token);
    }

    function test_Attack_ReentrantToken_OneTransferFundsTwoTranches_Reverts() external {
        ReentrantToken token = _vendorToken();
        bytes32 root = fleet.root();
        token.execute(
            address(escrow),
            abi.encodeCall(escrow.createRelease, (TOKENS, address(token), REWARD, DEADLINE, "", root, SIZE))
        );
        bytes memory tranche = abi.encodeCall(escrow.addTranche, (TOKENS, root, SIZE));
        token.callBack(address(escrow), tranche);
        token.execute(address(escrow), tranche);
        _assertRefusedByTheGuard(token);
    }

    /// @dev A token that lets its receiver act before anything has moved: nothing is paid a second time.
    function test_Attack_ReentrantToken_DuringAPayment_IsPaidOnce() external {
        ReentrantToken token = new ReentrantToken();
        _start(token);
        uint64 expiry = _reserve(ALICE, 0, 2);
        bytes memory again =
            abi.encodeCall(escrow.reveal, (releaseId, 0, ALICE, expiry, _accepted(ALICE, 0, 2), _keys(ALICE, 0, 2)));
        token.callBack(address(escrow), again);
        _reveal(ALICE, expiry, 0, 2);
        vm.assertEq(token.calls(), 1, "it did call back");
        vm.assertFalse(token.succeeded(), "and was refused");
        vm.assertEq(token.balanceOf(ALICE), 2 * uint256(REWARD), "distributor");
        vm.assertEq(token.balanceOf(address(escrow)), _balance(releaseId), "escrow");
    }

    /// @dev Paid out while a tranche is being funded: then what arrived is too little.
    function test_Attack_ReentrantToken_PaymentDuringFunding_Reverts() external {
        ReentrantToken token = new ReentrantToken();
        _start(token);
        uint64 expiry = _reserve(ALICE, 0, 2);
        bytes memory payment =
            abi.encodeCall(escrow.reveal, (releaseId, 0, ALICE, expiry, _accepted(ALICE, 0, 2), _keys(ALICE, 0, 2)));
        token.callBack(address(escrow), payment);
        bytes32 root = fleet.root();
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.WrongValue.selector, VALUE, VALUE - 2 * uint256(REWARD)));
        vm.prank(VENDOR);
        escrow.addTranche(TOKENS, root, SIZE);
        vm.assertEq(token.balanceOf(address(escrow)), _balance(releaseId), "escrow");
    }

    function test_Token_TwoReleases_KeepTheirMoneyApart() external {
        Token token = new Token();
        _start(token);
        bytes32 root = fleet.root();
        vm.prank(VENDOR);
        bytes32 other = escrow.createRelease(keccak256("another"), address(token), REWARD, DEADLINE, "", root, SIZE);
        _claim(ALICE, _batch(ALICE, 0, SIZE), _keys(ALICE, 0, SIZE));
        vm.assertEq(_balance(releaseId), 0, "the first");
        vm.assertEq(_balance(other), VALUE, "the second");
        vm.assertEq(token.balanceOf(address(escrow)), VALUE, "escrow");
    }

    function testFuzz_Token_AnyReward_IsExactAndNothingWraps(uint96 reward, uint32 size) external {
        reward = reward == 0 ? 1 : reward;
        size = size == 0 ? 1 : size;
        uint256 value = uint256(reward) * size;
        Token token = new Token();
        token.mint(VENDOR, 2 * value);
        vm.prank(VENDOR);
        token.approve(address(escrow), type(uint256).max);
        vm.prank(VENDOR);
        bytes32 id = escrow.createRelease(TOKENS, address(token), reward, DEADLINE, "", bytes32(0), size);
        vm.prank(VENDOR);
        escrow.addTranche(TOKENS, bytes32(0), size);
        vm.assertEq(_balance(id), 2 * value, "release");
        vm.assertEq(token.balanceOf(address(escrow)), 2 * value, "escrow");
    }

    function _vendorToken() private returns (ReentrantToken token) {
        token = new ReentrantToken();
        token.mint(address(token), 10 * VALUE);
        token.execute(address(token), abi.encodeCall(token.approve, (address(escrow), type(uint256).max)));
    }

    function _assertRefusedByTheGuard(ReentrantToken token) private view {
        vm.assertEq(token.calls(), 1, "it did call back");
        vm.assertFalse(token.succeeded(), "and was refused");
        bytes32 refusal =
            keccak256(abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector));
        vm.assertEq(keccak256(token.answer()), refusal, "by the guard");
    }
}
