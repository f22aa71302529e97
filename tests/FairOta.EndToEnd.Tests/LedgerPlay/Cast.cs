using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Sdk;
using FairOta.Simulator.Ledger;
using FairOta.Simulator.Worlds;

namespace FairOta.EndToEnd.Tests.LedgerPlay;

/// <summary>Who takes part in every sequence, and what each holds at its beginning.</summary>
internal static class Cast
{
    /// <summary>When every sequence begins, Unix seconds.</summary>
    public const long Beginning = 1_800_000_000;

    /// <summary>Of each token, to each vendor.</summary>
    public static BigInteger Tokens { get; } = 1_000_000;

    public static BigInteger Ether { get; } = BigInteger.Pow(10, 24);

    /// <summary>The contract; it has the same address in every run.</summary>
    public static Address Escrow { get; set; }

    /// <summary>What a vendor lets the escrow take of each token at first.</summary>
    public static BigInteger Allowance(Address vendor) =>
        vendor == Vendors[0] ? LedgerToken.Unlimited : vendor == Vendors[1] ? 5000 : 0;

    /// <summary>A contract that takes no ETH.</summary>
    public static Address Miser { get; } = Account("miser");

    /// <summary>Holds nothing.</summary>
    public static Address Poor { get; } = Account("poor");

    /// <summary>Whom one token pays nothing; as Tokens.sol has it.</summary>
    public static Address Barred { get; } = Address.Parse("0x00000000000000000000000000000000000Ba44D");

    public static IReadOnlyList<Address> Vendors { get; } = [Account("vendor"), Account("other vendor"), Miser];

    public static IReadOnlyList<Address> Distributors { get; } =
        [Account("first"), Account("second"), Account("third"), Miser, Barred];

    public static IReadOnlyList<Address> Everybody { get; } =
        [.. Vendors.Union(Distributors).Append(Poor).Append(Account("stranger"))];

    public static Address PlainToken { get; } = Account("plain token");

    public static Address TaxedToken { get; } = Account("taxed token");

    public static Address BarringToken { get; } = Account("barring token");

    public static Address SilentToken { get; } = Account("silent token");

    public static Address FalseToken { get; } = Account("false token");

    /// <summary>An address with nothing at it.</summary>
    public static Address NoToken { get; } = Account("no token");

    public static IReadOnlyList<Address> RealTokens { get; } =
        [PlainToken, TaxedToken, BarringToken, SilentToken, FalseToken];

    public static IReadOnlyList<Hash32> Manifests { get; } =
        [Hash32.FromBytes(Keys.Secret("manifest")), Hash32.FromBytes(Keys.Secret("other manifest"))];

    /// <summary>Fleets that share devices, at other places: a small one, a part of it, a single device, one of more
    /// than a word of places, of which four are those of known devices, and one as no honest vendor makes it, with a
    /// device at two places and two devices at one.</summary>
    public static IReadOnlyList<PlayFleet> Fleets { get; } =
    [
        PlayFleet.Honest(5, (0, 0), (1, 1), (2, 2), (3, 3), (4, 4)),
        PlayFleet.Honest(3, (0, 4), (1, 3), (2, 5)),
        PlayFleet.Honest(1, (0, 6)),
        PlayFleet.Honest(300, (0, 3), (255, 0), (256, 1), (299, 2)),
        PlayFleet.Sham((0, 0), (1, 0), (1, 1), (2, 6)),
    ];

    /// <summary>The private key of a device.</summary>
    public static byte[] DeviceKey(int device) => Keys.Secret($"device {device}");

    public static string Name(Address account)
    {
        if (account == Escrow) return "the escrow";
        string? name = Names.FirstOrDefault(name => Account(name) == account);
        return name is null ? account.ToString() : $"'{name}'";
    }

    private static readonly string[] Names =
    [
        "vendor", "other vendor", "first", "second", "third", "miser", "poor", "stranger", "plain token",
        "taxed token", "barring token", "silent token", "false token", "no token",
    ];

    private static Address Account(string name) => Keys.Account(name).Address;
}
