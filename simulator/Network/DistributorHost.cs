using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Simulator.Run;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace FairOta.Simulator.Network;

/// <summary>One distributor on a loopback port of its own, with its own account, books and holdings.</summary>
public sealed class DistributorHost : IAsyncDisposable
{
    private const int FirstPort = 20_000, EndPort = 32_000, MostPortTries = 100;

    private static readonly TimeSpan ChainPoll = TimeSpan.FromMilliseconds(250);

    private readonly WebApplication _application;
    private readonly Wallet _wallet;

    private DistributorHost(int number, WebApplication application, Wallet wallet, string url)
    {
        Number = number;
        Url = url;
        _application = application;
        _wallet = wallet;
    }

    /// <summary>Its number, from 0.</summary>
    public int Number { get; }

    /// <summary>Where it is paid.</summary>
    public Address Account => _wallet.Address;

    /// <summary>Where it serves.</summary>
    public string Url { get; }

    /// <summary>Starts it; it finds the release on the chain and announces itself.</summary>
    /// <param name="number">Its number, from 0.</param>
    /// <param name="wallet">Its account, with money for gas; disposed with the host.</param>
    /// <param name="node">The chain.</param>
    /// <param name="escrow">The escrow.</param>
    /// <param name="deploymentBlock">The escrow's block.</param>
    /// <param name="seed">Its secret follows from it.</param>
    /// <param name="folder">Where its books and holdings lie.</param>
    /// <param name="listen">Address it listens on.</param>
    /// <param name="credit">Challenges it answers before it was paid.</param>
    /// <param name="cancellation">Cancels the start.</param>
    public static async Task<DistributorHost> StartAsync(
        int number, Wallet wallet, EthereumNode node, Address escrow, long deploymentBlock, Seed seed,
        DirectoryInfo folder, IPAddress listen, int credit, CancellationToken cancellation)
    {
        folder.Create();
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "secret"),
            seed.Bytes($"distributor/{number}/secret"), cancellation)
            .ConfigureAwait(false);
        string url = FreeUrl(listen);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddFairOtaDistributor(new DistributorOptions
        {
            Escrow = await EscrowClient.ConnectAsync(node, escrow, wallet, cancellation).ConfigureAwait(false),
            DeploymentBlock = deploymentBlock,
            DataDirectory = folder.FullName,
            PublicUrl = url,
            AllowPrivateNetworks = true,
            PollInterval = ChainPoll,
            Policy = new DistributorPolicy
            {
                // A private chain reorders nothing, and nobody here wants to wait for the batch to fill.
                Confirmations = 0,
                BatchAgeSeconds = 1,
                ReleaseCredit = credit,
                VendorCredit = credit,
            },
        });
        WebApplication application = builder.Build();
        application.Urls.Add(url);
        application.MapFairOtaDistributor();
        await application.StartAsync(cancellation).ConfigureAwait(false);
        return new DistributorHost(number, application, wallet, url);
    }

    /// <summary>Stops serving and claiming.</summary>
    public Task StopAsync(CancellationToken cancellation) => _application.StopAsync(cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Disposing alone would take the books from under the requests that are still being answered.
        await _application.StopAsync().ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        _wallet.Dispose();
    }

    /// <summary>A URL with a port that was free just now: a distributor has to know its URL before it starts. The port
    /// is none of those that systems give to outgoing connections (Linux: from 32,768 on), which could take it before
    /// the distributor does.</summary>
    /// <exception cref="NetworkException">No port is free.</exception>
    internal static string FreeUrl(IPAddress address)
    {
        for (int tries = 0; tries < MostPortTries; tries++)
        {
            int port = RandomNumberGenerator.GetInt32(FirstPort, EndPort);
            using TcpListener listener = new(address, port);
            try
            {
                listener.Start();
                return $"http://{listener.LocalEndpoint}";
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another is drawn.
            }
        }

        throw new NetworkException($"No port of {address} is free from {FirstPort} to {EndPort - 1}.");
    }
}
