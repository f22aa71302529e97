using System;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Text.Json.Nodes;
using FairOta.Cli.Commands;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Output;

/// <summary>Says what a tranche costs, what is lacking, and what was done.</summary>
internal static class FundingReport
{
    /// <summary>Refuses what the account cannot pay.</summary>
    public static void RequireFunds(Address account, FundingQuote quote, TokenUnit unit)
    {
        if (Lacking(account, quote, unit) is string sentence) throw new CliException(ExitCodes.Refused, sentence);
    }

    /// <summary>Says where a reward pays nobody to deliver.</summary>
    public static void Warn(Invocation call, FundingQuote quote, TokenUnit unit)
    {
        if (quote.Incentive is DistributorIncentive.None or DistributorIncentive.Partial)
        {
            call.Warn(
                $"a distributor pays {Amount.Format(quote.LeastDeliveryFee)} to {Amount.Format(quote.MostDeliveryFee)} "
                + $"of gas for a delivery now, and the reward of {unit.Format(quote.Reward)} "
                + (quote.Incentive == DistributorIncentive.None
                    ? "does not pay that: nobody would deliver this release."
                    : "pays that only beside devices that were delivered before."));
        }
    }

    /// <summary>What a tranche was found or made to be.</summary>
    public static int Done(Invocation call, ReleaseFolder folder, Publication publication, TokenUnit unit)
    {
        Release release = folder.Release;
        int tranche = publication.Tranche, devices = release.Tranches[tranche].Count;
        BigInteger locked = release.CostOf(tranche);
        return call.Done(
            new JsonObject
            {
                ["releaseId"] = release.Id.ToString(),
                ["version"] = release.Manifest.Version.ToString(),
                ["tranche"] = tranche,
                ["devices"] = devices,
                ["token"] = FundingOptions.TokenOf(unit),
                ["symbol"] = unit.Symbol,
                ["locked"] = Digits(locked),
                ["claimDeadline"] = release.Terms.ClaimDeadline,
                ["transaction"] = publication.Transaction?.ToString(),
                ["wasFunded"] = publication.WasThere,
                ["gasUsed"] = publication.Result?.GasUsed,
                ["fee"] = publication.Result is { } result ? Digits(result.Fee) : null,
                ["folder"] = folder.FolderPath,
            },
            $"release  {release.Id}",
            $"version  {release.Manifest.Version}, tranche {tranche}, {devices} devices",
            $"locked   {unit.Format(locked)}{(publication.WasThere ? ", by an earlier call" : "")}",
            $"folder   {folder.FolderPath}");
    }

    /// <summary>What a release would be and cost; nothing was written or sent.</summary>
    public static int DryRun(Invocation call, Address account, Release release, FundingQuote quote, TokenUnit unit)
    {
        Warn(call, quote, unit);
        Manifest manifest = release.Manifest;
        long now = call.Terminal.Time.GetUtcNow().ToUnixTimeSeconds();
        long staged = (long)manifest.SegmentCount * manifest.SegmentSize;
        string[] origins = manifest.Origins;
        byte[][]? trusts = manifest.ManifestKeys;
        string? lacking = Lacking(account, quote, unit);
        call.Done(
            new JsonObject
            {
                ["dryRun"] = true,
                ["version"] = manifest.Version.ToString(),
                ["securityCounter"] = manifest.SecurityCounter,
                ["devices"] = quote.Devices,
                ["fleetRoot"] = TrancheFunding.Of(release.Tranches[0]).FleetRoot.ToString(),
                ["token"] = FundingOptions.TokenOf(unit),
                ["symbol"] = unit.Symbol,
                ["reward"] = Digits(quote.Reward),
                ["locked"] = Digits(quote.Locked),
                ["gas"] = quote.Gas,
                ["gasPrice"] = Digits(quote.GasPrice),
                ["fee"] = Digits(quote.Fee),
                ["highestFee"] = Digits(quote.HighestFee),
                ["balanceWei"] = Digits(quote.EtherBalance),
                ["balanceTokens"] = unit.Token.IsZero ? null : Digits(quote.TokenBalance),
                ["missingWei"] = Digits(quote.MissingWei),
                ["missingTokens"] = Digits(quote.MissingTokens),
                ["deliveryFeeLeast"] = Digits(quote.LeastDeliveryFee),
                ["deliveryFeeMost"] = Digits(quote.MostDeliveryFee),
                ["imageBytes"] = manifest.ImageSize,
                ["segments"] = manifest.SegmentCount,
                ["segmentBytes"] = manifest.SegmentSize,
                ["stagedBytes"] = staged,
                ["manifestBytes"] = release.SignedManifest.Length,
                ["samples"] = manifest.Samples,
                ["claimDeadline"] = release.Terms.ClaimDeadline,
                ["notAfter"] = manifest.NotAfter,
                ["origins"] = new JsonArray([.. origins.Select(url => (JsonNode)url)]),
                ["trustKeys"] = trusts is null ? null
                    : new JsonArray([.. trusts.Select(key => (JsonNode)Convert.ToHexStringLower(key))]),
                ["canPay"] = lacking is null,
            },
            [
                $"version   {manifest.Version}, security counter {manifest.SecurityCounter}",
                $"devices   {quote.Devices}, {unit.Format(quote.Reward)} each",
                $"locked    {unit.Format(quote.Locked)}{(unit.Token.IsZero ? "" : $", in the token {unit.Token}")}",
                $"fee       about {Amount.Format(quote.Fee)} for {quote.Gas} gas; up to "
                    + $"{Amount.Format(quote.HighestFee)} must be there while it is sent",
                $"account   {account} holds {Amount.Format(quote.EtherBalance)}"
                    + (unit.Token.IsZero ? "" : $" and {unit.Format(quote.TokenBalance)}"),
                $"delivery  costs its distributor {Amount.Format(quote.LeastDeliveryFee)} to "
                    + $"{Amount.Format(quote.MostDeliveryFee)} of gas now, in batches of 100",
                $"image     {manifest.ImageSize} bytes in {manifest.SegmentCount} segments of {manifest.SegmentSize}; "
                    + $"a device stages {staged} bytes beside its slot",
                $"claims    until {Moment.Of(release.Terms.ClaimDeadline, now)}; what is left comes back a day later",
                $"devices   take it until {Moment.Of(manifest.NotAfter, now)}",
                .. trusts is null ? [] : trusts.Select(key => $"trust     {Convert.ToHexStringLower(key)}, and no key "
                    + "that is not listed here"),
                lacking is null ? "result    can be released; nothing was written or sent" : $"result    {lacking}",
            ]);
        return lacking is null ? ExitCodes.Done : ExitCodes.Refused;
    }

    private static string? Lacking(Address account, FundingQuote quote, TokenUnit unit) =>
        quote.MissingTokens > 0
            ? $"The account {account} holds {unit.Format(quote.TokenBalance)}, which does not pay "
                + $"{unit.Format(quote.Locked)}; send it {unit.Format(quote.MissingTokens)} more."
        : quote.MissingWei > 0
            ? $"The account {account} holds {Amount.Format(quote.EtherBalance)}, which does not pay "
                + (unit.Token.IsZero ? $"{Amount.Format(quote.Locked)} and " : "")
                + $"a fee of up to {Amount.Format(quote.HighestFee)}; send it {Amount.Format(quote.MissingWei)} more."
        : null;

    private static string Digits(BigInteger number) => number.ToString(CultureInfo.InvariantCulture);
}
