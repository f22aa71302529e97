using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;

namespace FairOta.Cli.Commands;

/// <summary>The command's cancellation ends a host, not the process's signals.</summary>
internal sealed class CommandLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
