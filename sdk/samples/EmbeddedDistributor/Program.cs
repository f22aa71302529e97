using System;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Dashboard;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Vendor;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
ConfigurationManager settings = builder.Configuration;

PrivateKeyAccount account = KeyFile.ReadAccount(settings["account"]!, settings["FAIROTA_PASSPHRASE"]!);
using FairOtaNetwork network = await FairOtaNetwork.ConnectAsync(new Uri(settings["rpc"]!), account);

DistributorOptions options = DistributorOptions.On(network);
settings.Bind("FairOta", options);
builder.Services.AddFairOtaDistributor(options);

WebApplication app = builder.Build();
app.MapFairOtaDistributor();
app.MapFairOtaDashboard();
app.MapGet("/", () => "The host's own pages are still here.");
await app.RunAsync();
