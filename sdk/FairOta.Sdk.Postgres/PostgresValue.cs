using System;
using System.Data.Common;
using System.Numerics;
using Npgsql;
using NpgsqlTypes;

namespace FairOta.Sdk.Postgres;

/// <summary>Values as they come and go: typed, so that the server has to guess nothing of a null.</summary>
internal static class PostgresValue
{
    /// <summary>A parameter.</summary>
    public static NpgsqlParameter Of(object? value, NpgsqlDbType type) =>
        new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    /// <summary>Bytes, of an id or an address too.</summary>
    public static NpgsqlParameter Of(byte[]? value) => Of(value, NpgsqlDbType.Bytea);

    /// <summary>A whole number.</summary>
    public static NpgsqlParameter Of(long value) => Of(value, NpgsqlDbType.Bigint);

    /// <summary>A whole number, or none.</summary>
    public static NpgsqlParameter Of(long? value) => Of(value, NpgsqlDbType.Bigint);

    /// <summary>A whole number of 32 bits.</summary>
    public static NpgsqlParameter Of(int value) => Of(value, NpgsqlDbType.Integer);

    /// <summary>Yes or no.</summary>
    public static NpgsqlParameter Of(bool value) => Of(value, NpgsqlDbType.Boolean);

    /// <summary>Text.</summary>
    public static NpgsqlParameter Of(string value) => Of(value, NpgsqlDbType.Text);

    /// <summary>Wei, or units of a token.</summary>
    public static NpgsqlParameter Of(BigInteger value) => Of(value, NpgsqlDbType.Numeric);

    /// <summary>The bytes of a column.</summary>
    public static byte[] Bytes(this DbDataReader row, int column) => (byte[])row[column];

    /// <summary>The amount in a column.</summary>
    public static BigInteger Amount(this DbDataReader row, int column) => row.GetFieldValue<BigInteger>(column);
}
