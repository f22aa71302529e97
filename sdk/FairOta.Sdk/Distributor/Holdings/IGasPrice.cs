using System;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Distributor;

/// <summary>What gas costs just now.</summary>
public interface IGasPrice
{
    /// <summary>Wei for one gas, base fee and tip.</summary>
    /// <exception cref="ChainException">The chain cannot be asked.</exception>
    ValueTask<BigInteger> WeiPerGasAsync(CancellationToken cancellation = default);
}

/// <summary>The price as a node says, asked once a minute at most. Thread-safe.</summary>
/// <param name="node">The node.</param>
/// <param name="time">Measures the minute.</param>
public sealed class NodeGasPrice(EthereumNode node, TimeProvider time) : IGasPrice
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private volatile Quote? _last;

    /// <inheritdoc/>
    public async ValueTask<BigInteger> WeiPerGasAsync(CancellationToken cancellation = default)
    {
        long now = time.GetTimestamp();
        if (_last is { } last && time.GetElapsedTime(last.At, now) < Fresh) return last.WeiPerGas;
        (BigInteger baseFee, BigInteger tip) = await node.GetFeesAsync(cancellation).ConfigureAwait(false);
        return (_last = new Quote(now, baseFee + tip)).WeiPerGas;
    }

    private sealed record Quote(long At, BigInteger WeiPerGas);
}
