using System;
using System.IO;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Vendor;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
ConfigurationManager settings = builder.Configuration;
string passphrase = settings["FAIROTA_PASSPHRASE"]!, folder = Path.Combine(settings["releases"]!, "1.0.0");

PrivateKeyAccount account = KeyFile.ReadAccount(settings["account"]!, passphrase);
using FairOtaNetwork network = await FairOtaNetwork.ConnectAsync(new Uri(settings["rpc"]!), account);

var plan = new ReleasePlan
{
    Image = File.ReadAllBytes(settings["image"]!),
    Product = ProductId.Of("example.com", "sensor"),
    Version = new ImageVersion(1, 0, 0, 0),
    SecurityCounter = 0,
    Fleet = FleetList.Parse(File.ReadAllBytes(settings["fleet"]!)),
    ChainId = network.Escrow.Identity.ChainId,
    Escrow = network.Escrow.Identity.Escrow,
    VendorAccount = account.Address,
    Reward = 500_000_000_000_000, // wei: 0.0005 ETH for each delivery
    ClaimDeadline = DateTimeOffset.UtcNow.AddDays(14).ToUnixTimeSeconds(),
    NotAfter = DateTimeOffset.UtcNow.AddYears(1).ToUnixTimeSeconds(),
    Origins = [settings["origin"]!],
};
KeyPair manifestKey = KeyFile.Read(settings["manifestKey"]!, passphrase, KeyKind.Manifest);
using (OutboxEscrow escrow = network.OpenOutbox(Path.Combine(settings["releases"]!, "outbox.db")))
using (ReleaseFolder release = Directory.Exists(folder)
    ? ReleaseFolder.Load(folder)
    : ReleaseFolder.Create(folder, new ReleaseBuilder().Build(plan, manifestKey)))
    await new Publisher(escrow, network.DeploymentBlock, settle: escrow.SettleAsync).PublishAsync(release);

builder.Services.AddFairOtaOrigin(new OriginOptions
{
    Escrow = network.Escrow,
    DeploymentBlock = network.DeploymentBlock,
    ReleasesFolder = settings["releases"]!,
});
WebApplication app = builder.Build();
app.MapFairOtaOrigin();
await app.RunAsync();
