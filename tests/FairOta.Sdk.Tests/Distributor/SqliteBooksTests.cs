using System;
using System.IO;
using FairOta.Sdk.Distributor;
using Microsoft.Data.Sqlite;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

[TestClass]
public sealed class SqliteBooksTests : BooksContract, IDisposable
{
    private readonly TestFolder _folder = new();
    private SqliteBooks _books;

    public SqliteBooksTests() => _books = new SqliteBooks(_folder.File("books.db"));

    private protected override IDistributorBooks Books => _books;

    [TestMethod]
    public void Open_New_NoEpochRuns() => Assert.AreEqual(default, _books.Mark);

    [TestMethod]
    public void Open_Again_EverythingIsThere()
    {
        _books.TryWrite([Full(1)], Durability.Process);
        _books.TryWrite(Full(1).Release, Full(1).Device, [7]);
        _books.Dispose();
        _books = new SqliteBooks(_folder.File("books.db"));
        Assert.AreEqual(26, _books.Find(Full(1).Id)!.ActedAt);
        Assert.AreEqual(1, _books.Mark.Answered);
        Assert.HasCount(1, _books.Repaired(Full(1).Release, Full(1).Device));
    }

    [TestMethod]
    public void Open_SchemaOfVersion1_IsCarriedOn()
    {
        string path = _folder.File("older.db");
        using (SqliteConnection connection = new($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = SqliteSchema.Versions[0]
                + """
                  INSERT INTO session VALUES (1, x'01', 1, $release, x'', $device, 0, 0, x'', x'', 0, 0, 0, 0,
                      NULL, NULL, NULL, NULL, 0, 0, 0, 0, x'01000101');
                  INSERT INTO session VALUES (2, x'02', 1, $release, x'', $device, 0, 0, x'', x'', 0, 0, 0, 0,
                      NULL, NULL, NULL, NULL, 0, 0, 0, 0, x'');
                  PRAGMA user_version = 1
                  """;
            command.Parameters.AddWithValue("$release", Full(1).Release.ToBytes());
            command.Parameters.AddWithValue("$device", Full(1).Device.ToBytes());
            command.ExecuteNonQuery();
        }

        using SqliteBooks books = new(path);
        Assert.IsTrue(books.Repaired(Full(1).Release, Full(1).Device).SetEquals([1, 257]));
        books.TryWrite([Full(1)], Durability.PowerCut);
        books.Forget(Full(1).Release);
        Assert.IsTrue(books.HasForgotten(Full(1).Release));
    }

    [TestMethod]
    public void Open_SchemaOfANewerProgram_Refused()
    {
        string path = _folder.File("newer.db");
        new SqliteBooks(path).Dispose();
        using (SqliteConnection connection = new($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = $"PRAGMA user_version = {SqliteSchema.Versions.Length + 1}";
            command.ExecuteNonQuery();
        }

        Assert.ThrowsExactly<InvalidDataException>(() => new SqliteBooks(path));
    }

    public void Dispose()
    {
        _books.Dispose();
        _folder.Dispose();
    }
}
