using System;
using System.Linq;
using System.Numerics;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;
using FairOta.Simulator.Ledger;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests;

/// <summary>What the ledger in memory is beside the escrow's rules, which are compared with the contract elsewhere: a
/// chain of blocks, balances in ETH and in tokens, accounts that take no money.</summary>
[TestClass]
public sealed class LedgerTests
{
    private const long Hour = 3600;
    private const long Beginning = 1_800_000_000;
    private static readonly BigInteger Reward = 1000;
    private static readonly Address Token = AddressOf(9);
    private static readonly Address Vendor = AddressOf(1);
    private static readonly Address Distributor = AddressOf(2);
    private static readonly Hash32 Manifest = Hash32.FromBytes(Keccak256.Hash([1]));
    private static readonly Hash32 Key = Hash32.FromBytes(Keccak256.Hash([2]));
    private static readonly PrivateKeyAccount Device = new(Keccak256.Hash([3]));
    private static readonly FleetTree Fleet = new(new FleetList([Device.Address, AddressOf(4)]));
    private static readonly ReleaseId Release = ReleaseId.Of(Vendor, Manifest);

    private readonly MemoryLedger _ledger;
    private long _now = Beginning;

    public LedgerTests() => _ledger = new MemoryLedger(31337, AddressOf(7), () => _now);

    [TestMethod]
    public async Task Claim_InEther_MovesTheRewardFromVendorToDistributor()
    {
        _ledger.Credit(Vendor, 2500);
        await _ledger.As(Vendor).SendAsync(Create(default));
        Assert.AreEqual(500, _ledger.BalanceOf(Vendor));
        Assert.AreEqual(2000, _ledger.BalanceOf(_ledger.Escrow));

        await _ledger.As(Distributor).SendAsync(Claim());

        Assert.AreEqual(Reward, _ledger.BalanceOf(Distributor));
        Assert.AreEqual(1000, _ledger.BalanceOf(_ledger.Escrow));
        Assert.AreEqual(1000, _ledger.HeldFor(Release));
    }

    [TestMethod]
    public async Task Claim_InAToken_MovesTheRewardFromVendorToDistributor()
    {
        AddToken(credit: 2500, allowance: 2000);
        await _ledger.As(Vendor).SendAsync(Create(Token));

        await _ledger.As(Distributor).SendAsync(Claim());

        Assert.AreEqual(500, _ledger.BalanceOf(Vendor, Token));
        Assert.AreEqual(Reward, _ledger.BalanceOf(Distributor, Token));
        Assert.AreEqual(1000, _ledger.BalanceOf(_ledger.Escrow, Token));
        Assert.AreEqual(0, _ledger.BalanceOf(Distributor));
    }

    [TestMethod]
    public async Task CreateRelease_InATokenAllowedTooLittle_IsRefusedAndTakesNothing()
    {
        AddToken(credit: 2500, allowance: 1999);

        Assert.AreEqual("ERC20InsufficientAllowance", (await RefusalAsync(Create(Token))).Error);

        Assert.AreEqual(2500, _ledger.BalanceOf(Vendor, Token));
        Assert.AreEqual(0, _ledger.HeldFor(Release));
    }

    [TestMethod]
    public async Task CreateRelease_InATokenTheVendorHasTooLittleOf_IsRefusedAndTakesNothing()
    {
        AddToken(credit: 1999, allowance: 2000);

        Assert.AreEqual("ERC20InsufficientBalance", (await RefusalAsync(Create(Token))).Error);

        Assert.AreEqual(1999, _ledger.BalanceOf(Vendor, Token));
    }

    [TestMethod]
    public async Task CreateRelease_InATokenThatIsNone_IsRefused()
    {
        Assert.AreEqual("NotAToken", (await RefusalAsync(Create(Token))).Error);

        Assert.ThrowsExactly<ArgumentException>(() => _ledger.BalanceOf(Vendor, Token));
        Assert.ThrowsExactly<ArgumentException>(() => _ledger.Credit(Vendor, Token, 1));
        Assert.ThrowsExactly<ArgumentException>(() => _ledger.Approve(Vendor, Token, 1));
    }

    [TestMethod]
    public void AddToken_Twice_IsRefused()
    {
        _ledger.AddToken(Token);

        Assert.ThrowsExactly<ArgumentException>(() => _ledger.AddToken(Token));
    }

    [TestMethod]
    public async Task Claim_ByAnAccountThatTakesNoEther_ChangesNothing()
    {
        _ledger.Credit(Vendor, 2000);
        await _ledger.As(Vendor).SendAsync(Create(default));
        _ledger.Refuse(Distributor);

        EscrowRevertedException refusal = await Assert.ThrowsExactlyAsync<EscrowRevertedException>(
            () => _ledger.As(Distributor).SendAsync(Claim()));

        Assert.AreEqual("PaymentFailed", refusal.Error);
        Assert.AreEqual(2000, _ledger.HeldFor(Release));
        Assert.AreEqual(2000, _ledger.BalanceOf(_ledger.Escrow));
    }

    [TestMethod]
    public async Task CreateRelease_ByAnAccountThatHoldsTooLittle_IsNotSent()
    {
        _ledger.Credit(Vendor, 1999);

        await Assert.ThrowsExactlyAsync<LedgerFundsException>(() => _ledger.As(Vendor).SendAsync(Create(default)));

        Assert.AreEqual(1999, _ledger.BalanceOf(Vendor));
        Assert.AreEqual(0, (await NewestAsync()).Number);
    }

    [TestMethod]
    public async Task Call_ThatIsTaken_IsABlockOfItsOwnAtItsTime()
    {
        _ledger.Credit(Vendor, 2000);
        _now += 5;

        EscrowResult result = await _ledger.As(Vendor).SendAsync(Create(default));

        BlockHeader newest = await NewestAsync();
        Assert.AreEqual(1, newest.Number);
        Assert.AreEqual(Beginning + 5, newest.Timestamp);
        Assert.AreEqual(newest.Hash, result.BlockHash);
        Assert.AreEqual(0, result.Fee);
        CollectionAssert.AreEqual(
            result.Events.ToArray(), (await _ledger.As(null).GetEventsAsync(1, 1)).ToArray());
        Assert.IsEmpty(await _ledger.As(null).GetEventsAsync(0, 0));
    }

    [TestMethod]
    public async Task Call_ThatIsRefused_IsNoBlock()
    {
        Assert.AreEqual("UnknownRelease", (await RefusalAsync(new Reclaim(Manifest))).Error);

        Assert.AreEqual(0, (await NewestAsync()).Number);
    }

    [TestMethod]
    public async Task Block_WhoseClockWentBack_KeepsTheTimeOfTheOneBefore()
    {
        _now -= 5;
        _ledger.Mine();

        Assert.AreEqual(Beginning, (await NewestAsync()).Timestamp);
    }

    private void AddToken(BigInteger credit, BigInteger allowance)
    {
        _ledger.AddToken(Token);
        _ledger.Credit(Vendor, Token, credit);
        _ledger.Approve(Vendor, Token, allowance);
    }

    private Task<EscrowRevertedException> RefusalAsync(EscrowCall call) =>
        Assert.ThrowsExactlyAsync<EscrowRevertedException>(() => _ledger.As(Vendor).SendAsync(call));

    private async Task<BlockHeader> NewestAsync() => (await _ledger.As(null).GetBlockAsync(BlockTag.Latest))!;

    private static CreateRelease Create(Address token) =>
        new(Manifest, Reward, Beginning + (72 * Hour), "", Fleet.Root, (uint)Fleet.Count) { Token = token };

    private Claim Claim()
    {
        var commitment = Address.FromBytes(Ecdsa.Address(Key.ToBytes()));
        byte[] digest = Eip712.ProofOfDistribution(
            Eip712.Domain(_ledger.ChainId, _ledger.Escrow.ToBytes()), Release.ToBytes(), Distributor.ToBytes(),
            commitment.ToBytes(), Beginning + Hour);
        Delivery delivery = new(
            0, commitment, Beginning + Hour, Device.SignDigest(Hash32.FromBytes(digest)), Fleet.Proof(0));
        return new Claim(Release, 0, [delivery], [Key]);
    }

    private static Address AddressOf(byte last) => Address.FromBytes([.. new byte[19], last]);
}
