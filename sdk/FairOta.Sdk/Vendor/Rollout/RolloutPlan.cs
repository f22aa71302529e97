using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Numerics;

namespace FairOta.Sdk.Vendor;

/// <summary>A staged roll-out: who gets a release when. Immutable and valid.</summary>
public sealed class RolloutPlan
{
    /// <summary>Most waves.</summary>
    public const int MaxWaves = 64;

    private const int MaxNameLength = 64;

    /// <summary>Takes waves in the order in which they are funded.</summary>
    /// <param name="waves">1 to <see cref="MaxWaves"/> waves of different names, no device in two.</param>
    /// <param name="isByHand">Whether somebody has to agree to every wave after the first.</param>
    /// <param name="seed">What a fleet was parted by, where it was (<see cref="RolloutSplit.Seed"/>).</param>
    /// <exception cref="RolloutException">They are no such waves; the message says which, and which device.</exception>
    public RolloutPlan(IReadOnlyCollection<RolloutWave> waves, bool isByHand, Hash32? seed = null)
    {
        if (waves.Count is < 1 or > MaxWaves)
            throw new RolloutException($"A roll-out has 1 to {MaxWaves} waves, not {waves.Count}.");
        var names = new HashSet<string>();
        foreach (RolloutWave wave in waves)
        {
            if (!IsName(wave.Name))
                throw new RolloutException(
                    $"A wave's name is 1 to {MaxNameLength} letters, digits, points, hyphens and underscores.");
            if (!names.Add(wave.Name)) throw new RolloutException($"Two waves are called {wave.Name}.");
            if (wave.Rules.Error() is { } error) throw new RolloutException($"Wave {wave.Name}: {error}.");
        }

        Disjoint.Check(waves.Select(wave => ($"wave {wave.Name}", wave.Devices)));
        Waves = [.. waves];
        IsByHand = isByHand;
        Seed = seed;
    }

    /// <summary>The waves in the order in which they are funded.</summary>
    public ImmutableArray<RolloutWave> Waves { get; }

    /// <summary>Whether somebody has to agree to every wave after the first.</summary>
    public bool IsByHand { get; }

    /// <summary>What a fleet was parted by; null where it was not.</summary>
    public Hash32? Seed { get; }

    /// <summary>Devices of all waves.</summary>
    public long DeviceCount => Waves.Sum(wave => (long)wave.Devices.Count);

    /// <summary>What the waves from one on lock, fees not counted.</summary>
    /// <param name="reward">What a delivery pays, in wei or the token's smallest unit.</param>
    /// <param name="first">The first wave that counts, from 0.</param>
    public BigInteger CostFrom(BigInteger reward, int first) =>
        reward * Waves.Skip(first).Sum(wave => (long)wave.Devices.Count);

    /// <summary>Whether a text can be a wave's name.</summary>
    public static bool IsName(string text) => text.Length is >= 1 and <= MaxNameLength
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
