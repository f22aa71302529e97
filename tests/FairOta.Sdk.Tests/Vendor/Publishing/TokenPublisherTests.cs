using System;
using System.Numerics;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Publishing;

/// <summary>Releases whose rewards are in a token: a first tranche of 3,000 units, a second of 2,000.</summary>
[TestClass]
public sealed class TokenPublisherTests : IDisposable
{
    private static readonly Address Vendor = Sample.Account.Address;
    private readonly TemporaryFolder _temporary = new();
    private FakeToken _token = null!;
    private FakeEscrow _escrow = null!;
    private ReleaseFolder _folder = null!;
    private int _folders;

    public TokenPublisherTests() => Begin();

    public void Dispose()
    {
        _folder.Dispose();
        _temporary.Dispose();
    }

    [TestMethod]
    public async Task Publish_InAToken_AllowsExactlyWhatIsLockedAndSendsNoEther()
    {
        Publication publication = await PublishAsync();
        Assert.IsFalse(publication.WasThere);
        AssertFunded(3000);
        CollectionAssert.AreEqual(new BigInteger[] { 3000 }, _token.Approved);
        Assert.AreEqual(BigInteger.Zero, _folder.Release.Funding(0).Value);
        ReleaseView view = (await new Publisher(_escrow, 0).FindAsync(_folder.Release.Id))!;
        Assert.AreEqual(FakeToken.At, view.Created.Token);
    }

    [TestMethod]
    public async Task Publish_AgainAndAnotherTranche_PaysEachOnce()
    {
        await PublishAsync();
        Restart();
        Assert.IsTrue((await PublishAsync()).WasThere);
        int tranche = _folder.Add(Sample.Fleet(2, first: 50));
        await PublishAsync(tranche);
        await PublishAsync(tranche);
        AssertFunded(5000);
        CollectionAssert.AreEqual(new BigInteger[] { 3000, 2000 }, _token.Approved);
    }

    /// <summary>Before and after every call that publishing makes, for a token with and without the habit of
    /// USDT.</summary>
    [TestMethod]
    [DataRow(false, false)]
    [DataRow(false, true)]
    [DataRow(true, false)]
    [DataRow(true, true)]
    public async Task Publish_AfterACrashAtAnyStep_FundsOnce(bool isSecondTranche, bool keepsAllowances)
    {
        int point = 0;
        for (bool happened = true; happened; point++)
        {
            Begin();
            _token.KeepsAllowances = keepsAllowances;
            int tranche = 0;
            if (isSecondTranche)
            {
                await PublishAsync();
                tranche = _folder.Add(Sample.Fleet(2, first: 50));
            }
            _token.Allowances[(Vendor, Sample.Escrow)] = 5; // left over from something else
            var crash = new Crash(point);
            try
            {
                await new Publisher(crash.Of(_escrow), 0, _ => crash.Of(_token)).PublishAsync(_folder, tranche);
            }
            catch (OperationCanceledException)
            {
                // The process is gone.
            }
            happened = crash.Happened;

            Restart();
            try
            {
                await PublishAsync(tranche);
            }
            catch (PublishUncertainException)
            {
                // Nobody knows whether it was sent: somebody looks and says so.
                await PublishAsync(tranche, sendAgain: true);
            }
            AssertFunded(isSecondTranche ? 5000 : 3000);
        }
        // Block, events, balance, allowance, approve twice, allowance, submit, wait; and the last, without a crash.
        Assert.AreEqual(2 * 9 + 1, point);
    }

    [TestMethod]
    public async Task Publish_AllowanceThatSuffices_IsLeftAsItIs()
    {
        _token.Allowances[(Vendor, Sample.Escrow)] = 10_000;
        await PublishAsync();
        Assert.IsEmpty(_token.Approved);
        Assert.AreEqual(7000, _token.Allowances[(Vendor, Sample.Escrow)]);
    }

    [TestMethod]
    public async Task Publish_AllowanceThatIsTooLow_IsSetToZeroFirst()
    {
        _token.KeepsAllowances = true;
        _token.Allowances[(Vendor, Sample.Escrow)] = 2999;
        await PublishAsync();
        CollectionAssert.AreEqual(new BigInteger[] { 0, 3000 }, _token.Approved);
        AssertFunded(3000);
    }

    [TestMethod]
    public async Task Publish_TooLittleOfTheToken_SaysHowMuchAndApprovesNothing()
    {
        _token.Balances[Vendor] = 2999;
        PublishException refusal = await RefusedAsync();
        StringAssert.Contains(refusal.Message, "2.999 COIN");
        StringAssert.Contains(refusal.Message, "3 COIN");
        StringAssert.Contains(refusal.Message, FakeToken.At.ToString());
        Assert.IsEmpty(_token.Approved);
        await Assert.ThrowsExactlyAsync<PublishException>(
            () => new Publisher(_escrow, 0, _ => _token).CheckFundsAsync(_folder.Release, 0));
        _token.Balances[Vendor] = 3000;
        await new Publisher(_escrow, 0, _ => _token).CheckFundsAsync(_folder.Release, 0);
        await PublishAsync();
    }

    [TestMethod]
    public async Task Publish_TokenThatKeepsAFee_IsExplained()
    {
        _token.Fee = 30;
        StringAssert.Contains((await RefusedAsync()).Message, "of 3000 of its smallest units 2970 would arrive");
    }

    [TestMethod]
    public async Task Publish_TokenThatIsPaused_IsExplained()
    {
        _token.IsPaused = true;
        StringAssert.Contains((await RefusedAsync()).Message, "refuses the transfer");
        _token.IsPaused = false;
        await PublishAsync();
        AssertFunded(3000);
    }

    [TestMethod]
    public async Task Publish_TokenThatForgetsAllowances_IsRefusedBeforeAnythingIsSent()
    {
        _token.Forgets = true;
        StringAssert.Contains((await RefusedAsync()).Message, "allowed to take");
    }

    [TestMethod]
    public async Task Publish_ByAPublisherForEther_IsRefused()
    {
        await Assert.ThrowsExactlyAsync<PublishException>(() => new Publisher(_escrow, 0).PublishAsync(_folder));
        AssertNothingSent();
    }

    [TestMethod]
    public async Task Publish_OtherTokenOnChain_IsRefused()
    {
        await _escrow.SendAsync((CreateRelease)_folder.Release.Funding(0) with { Token = default });
        await Assert.ThrowsExactlyAsync<PublishException>(() => PublishAsync());
        Assert.IsEmpty(_token.Approved);
    }

    private async Task<PublishException> RefusedAsync()
    {
        PublishException refusal = await Assert.ThrowsExactlyAsync<PublishException>(() => PublishAsync());
        AssertNothingSent();
        return refusal;
    }

    private void AssertNothingSent()
    {
        Assert.AreEqual(BigInteger.Zero, _escrow.Locked);
        Assert.AreEqual(FundingState.Planned, _folder.Journal.Tranches[0].State);
    }

    private void AssertFunded(BigInteger amount)
    {
        Assert.AreEqual(amount, _escrow.Locked);
        Assert.AreEqual(10_000 - amount, _token.Balances[Vendor]);
        Assert.AreEqual(amount, _token.Balances[Sample.Escrow]);
        Assert.AreEqual(BigInteger.Zero, _token.Allowances[(Vendor, Sample.Escrow)]);
        Assert.IsTrue(_folder.Journal.Tranches.TrueForAll(tranche => tranche.State == FundingState.Funded));
    }

    private Task<Publication> PublishAsync(int tranche = 0, bool sendAgain = false) =>
        new Publisher(_escrow, 0, _ => _token).PublishAsync(_folder, tranche, sendAgain);

    private void Begin()
    {
        _folder?.Dispose();
        _token = new FakeToken(Vendor) { Balances = { [Vendor] = 10_000 } };
        _escrow = new FakeEscrow(Vendor) { Token = _token };
        _folder = ReleaseFolder.Create(
            _temporary.File($"r{++_folders}"), Sample.Build(plan => plan with { Token = FakeToken.At }));
    }

    private void Restart()
    {
        _folder.Dispose();
        _folder = ReleaseFolder.Load(_temporary.File($"r{_folders}"));
    }
}
