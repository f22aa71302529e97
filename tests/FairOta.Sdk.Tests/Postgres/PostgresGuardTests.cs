using FairOta.Sdk.Distributor;
using FairOta.Sdk.Postgres;
using FairOta.Sdk.Tests.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Npgsql;

namespace FairOta.Sdk.Tests.Postgres;

/// <summary>What the database itself refuses, whoever asks: the second line behind the distributor's rules.</summary>
[TestClass]
[TestCategory("PostgreSQL")]
public sealed class PostgresGuardTests
{
    private readonly PostgresScene _scene = new();

    public PostgresGuardTests()
    {
        using PostgresHold hold = _scene.Hold();
        new PostgresBooks(hold).TryWrite([BooksContract.Full(1)], Durability.PowerCut);
    }

    [TestMethod]
    [DataRow("UPDATE fairota.session SET challenge = '\\x07', revision = revision + 1")]
    [DataRow("UPDATE fairota.session SET challenge = NULL, valid_until = NULL, key_commitment = NULL, revision = 2")]
    [DataRow("UPDATE fairota.session SET valid_until = valid_until + 1, revision = revision + 1")]
    [DataRow("UPDATE fairota.session SET ended = true")]
    [DataRow("UPDATE fairota.session SET ended = true, revision = revision + 2")]
    [DataRow("UPDATE fairota.session SET epoch = '\\x00', revision = revision + 1")]
    [DataRow("DELETE FROM fairota.session")]
    [DataRow("TRUNCATE fairota.session")]
    [DataRow(
        "INSERT INTO fairota.forgotten SELECT release FROM fairota.session;"
        + "UPDATE fairota.session SET revision = 2")]
    public void Session_ChangedAgainstTheRules_RefusedAndAsItWas(string statement)
    {
        PostgresException refusal = Assert.ThrowsExactly<PostgresException>(
            () => PostgresScene.Server.Execute(_scene.Database, statement));
        Assert.AreEqual(PostgresErrorCodes.IntegrityConstraintViolation, refusal.SqlState);
        using PostgresHold hold = _scene.Hold();
        Session kept = new PostgresBooks(hold).Find(BooksContract.Full(1).Id)!;
        CollectionAssert.AreEqual(BooksContract.Full(1).Challenge!.Request, kept.Challenge!.Request);
        Assert.AreEqual(1, kept.Revision);
    }

    [TestMethod]
    public void Session_ChangedByOneRevision_Taken() => PostgresScene.Server.Execute(
        _scene.Database, "UPDATE fairota.session SET ended = true, revision = revision + 1");
}
