using System.Security.Cryptography;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Postgres;

/// <summary>Whose books a database has. All replicas are the same distributor.</summary>
/// <param name="ChainId">EIP-155 id of the chain.</param>
/// <param name="Escrow">The contract.</param>
/// <param name="Account">The account that is paid.</param>
/// <param name="SecretPrint">Tells the secret apart from others and nothing else of it: SHA-256 of
/// <c>FairOTA secret print</c>, a zero byte and the secret.</param>
internal sealed record PostgresOwner(long ChainId, Address Escrow, Address Account, Hash32 SecretPrint)
{
    /// <summary>The owner of books.</summary>
    /// <param name="identity">Escrow and account.</param>
    /// <param name="secret">What all polynomials follow from, 32 bytes.</param>
    public static PostgresOwner Of(EscrowIdentity identity, byte[] secret) => new(
        identity.ChainId,
        identity.Escrow,
        identity.Account!.Value,
        Hash32.FromBytes(SHA256.HashData([.. "FairOTA secret print\0"u8, .. secret])));

    /// <summary>Why a process of this owner must not use the books of another; null where it is the same.</summary>
    /// <param name="books">Whose the books are.</param>
    public string? Differs(PostgresOwner books)
    {
        if (books.ChainId != ChainId) return $"The database has the books of chain {books.ChainId}, not of {ChainId}.";
        if (books.Escrow != Escrow) return $"The database has the books of escrow {books.Escrow}, not of {Escrow}.";
        if (books.Account != Account)
            return $"The database has the books of account {books.Account}, not of {Account}.";
        return books.SecretPrint == SecretPrint
            ? null
            : "The secret is another than the one that the database's books were begun with: give every replica the "
            + "first one's file.";
    }
}
