using System;
using System.Collections.Generic;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Tests.Vendor.Publishing;

/// <summary>Ends a process before or after one of its calls to chain and token: the numbered one.</summary>
internal sealed class Crash(int point)
{
    private int _passed;

    /// <summary>Whether it happened.</summary>
    public bool Happened => _passed > point;

    public IEscrow Of(IEscrow escrow) => new CrashingEscrow(escrow, this);

    public IErc20 Of(IErc20 token) => new CrashingToken(token, this);

    private async Task<T> AroundAsync<T>(Func<Task<T>> call)
    {
        Pass();
        T result = await call();
        Pass();
        return result;
    }

    private void Pass()
    {
        if (_passed++ == point) throw new OperationCanceledException();
    }

    private sealed class CrashingEscrow(IEscrow inner, Crash crash) : IEscrow
    {
        public EscrowIdentity Identity => inner.Identity;

        public Task<BlockHeader?> GetBlockAsync(BlockTag tag, CancellationToken cancellation = default) =>
            crash.AroundAsync(() => inner.GetBlockAsync(tag, cancellation));

        public Task<IReadOnlyList<EscrowEvent>> GetEventsAsync(
            long fromBlock, long toBlock, EscrowFilter? filter = null, CancellationToken cancellation = default) =>
            crash.AroundAsync(() => inner.GetEventsAsync(fromBlock, toBlock, filter, cancellation));

        public Task SimulateAsync(EscrowCall call, CancellationToken cancellation = default) =>
            crash.AroundAsync(async () =>
            {
                await inner.SimulateAsync(call, cancellation);
                return true;
            });

        public Task<Hash32> SubmitAsync(EscrowCall call, CancellationToken cancellation = default) =>
            crash.AroundAsync(() => inner.SubmitAsync(call, cancellation));

        public Task<EscrowResult> WaitAsync(Hash32 transaction, CancellationToken cancellation = default) =>
            crash.AroundAsync(() => inner.WaitAsync(transaction, cancellation));
    }

    private sealed class CrashingToken(IErc20 inner, Crash crash) : IErc20
    {
        public Task<TokenUnit> GetUnitAsync(CancellationToken cancellation = default) =>
            crash.AroundAsync(() => inner.GetUnitAsync(cancellation));

        public Task<BigInteger> GetBalanceAsync(Address holder, CancellationToken cancellation = default) =>
            crash.AroundAsync(() => inner.GetBalanceAsync(holder, cancellation));

        public Task<BigInteger> GetAllowanceAsync(
            Address holder, Address spender, CancellationToken cancellation = default) =>
            crash.AroundAsync(() => inner.GetAllowanceAsync(holder, spender, cancellation));

        public Task ApproveAsync(Address spender, BigInteger amount, CancellationToken cancellation = default) =>
            crash.AroundAsync(async () =>
            {
                await inner.ApproveAsync(spender, amount, cancellation);
                return true;
            });
    }
}
