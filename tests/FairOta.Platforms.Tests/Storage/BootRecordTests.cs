using FairOta.Agent;
using FairOta.Core;
using FairOta.Platforms.Storage;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Platforms.Tests.Storage;

[TestClass]
public sealed class BootRecordTests
{
    private static readonly byte[] Good = new byte[32];
    private static readonly byte[] New = [.. new byte[31], 1];

    private static readonly BootRecord Confirmed =
        BootRecord.Factory.Begun(0).Completed(Good).Started(true).Confirmed();

    [TestMethod]
    public void Record_OfAnUpdate_GoesThroughItsStations()
    {
        BootRecord begun = Confirmed.Begun(1);
        AssertIs(begun, TrialState.None, 1, Good, null);
        BootRecord pending = begun.Completed(New);
        AssertIs(pending, TrialState.Pending, 1, Good, New);
        BootRecord trial = pending.Started(true);
        AssertIs(trial, TrialState.Trial, 1, Good, New);
        AssertIs(trial.Confirmed(), TrialState.Confirmed, 1, New, null);
        AssertIs(trial.Started(true), TrialState.Reverted, 1, Good, null);
        AssertIs(pending.Started(false), TrialState.Reverted, 1, Good, null);
    }

    [TestMethod]
    public void Started_WithNothingPending_ChangesNothing()
    {
        foreach (BootRecord record in new[]
            { BootRecord.Factory, Confirmed, Confirmed.Begun(1), Confirmed.Begun(1).Reverted() })
        {
            Assert.AreSame(record, record.Started(true));
            Assert.AreSame(record, record.Started(false));
        }
    }

    [TestMethod]
    public void Parse_OfWhatWasEncoded_IsTheSame()
    {
        BootRecord pending = Confirmed.Begun(1).Completed(New);
        AssertIs(BootRecord.Parse(pending.Encode()), TrialState.Pending, 1, Good, New);
        AssertIs(BootRecord.Parse(BootRecord.Factory.Encode()), TrialState.None, 0, null, null);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("8501000040")]
    [DataRow("85020000 4040")]
    [DataRow("85010500 4040")]
    [DataRow("85010002 4040")]
    [DataRow("850100004040 00")]
    public void Parse_OfSomethingElse_IsRefused(string hex) =>
        Assert.ThrowsExactly<ProtocolException>(() => BootRecord.Parse(Bytes.FromHex(hex.Replace(" ", ""))));

    private static void AssertIs(BootRecord record, TrialState state, int slot, byte[]? good, byte[]? fresh)
    {
        Assert.AreEqual(state, record.State);
        Assert.AreEqual(slot, record.Slot);
        CollectionAssert.AreEqual(good, record.Good);
        CollectionAssert.AreEqual(fresh, record.New);
    }
}
