using System;
using System.Globalization;
using System.Web;
using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.Agent.Tests;

/// <summary>What every honest role serves; the roles add to it.</summary>
internal abstract class FakeServer
{
    protected FakeServer(World world, string url)
    {
        World = world;
        Url = url;
    }

    public World World { get; }

    public string Url { get; }

    /// <summary>Answers every request instead of the role where it gives an answer.</summary>
    public Func<LinkRequest, FakeAnswer?>? Override { get; set; }

    /// <summary>The manifest by signer that this server gives out.</summary>
    public Func<byte[], byte[]?>? Manifest { get; set; }

    public int Requests { get; private set; }

    protected static ISymmetric Symmetric => TestRelease.Symmetric;

    /// <summary>Stands where the same server of another world does.</summary>
    public virtual void TakeOver(FakeServer other) => Requests = other.Requests;

    public FakeAnswer Handle(LinkRequest request)
    {
        Requests++;
        return Override?.Invoke(request) ?? Route(request);
    }

    protected virtual FakeAnswer Route(LinkRequest request)
    {
        Uri uri = new(request.Url);
        string[] parts = uri.AbsolutePath.Trim('/').Split('/');
        if (request.Url.EndsWith("/v1/distributors", StringComparison.Ordinal))
            return FakeAnswer.Ok(World.DistributorList());
        if (parts is ["v1", "products", _, "manifest"])
        {
            byte[] signer = Bytes.FromHex(HttpUtility.ParseQueryString(uri.Query)["signer"]!);
            byte[]? signed = Manifest == null ? World.NewestBy(signer) : Manifest(signer);
            return signed == null ? FakeAnswer.Of(404) : FakeAnswer.Ok(signed);
        }

        if (parts is ["v1", "releases", string about, "reports"])
            return TakeReport(about, OutcomeReport.Parse(request.Body));
        if (parts is ["v1", "releases", string release, string resource] && World.Find(release) is TestRelease found)
        {
            return resource switch
            {
                "leaves" => FakeAnswer.Ranged(request, Leaves(found)),
                "package" => Package(request, found),
                _ => FakeAnswer.Of(404),
            };
        }

        return FakeAnswer.Of(404);
    }

    private FakeAnswer TakeReport(string release, OutcomeReport report)
    {
        if (World.Find(release) is not TestRelease found)
            return FakeAnswer.Of(404);
        byte[] digest = OutcomeReport.Digest(found.ReleaseId, report.Outcome);
        if (!Bytes.Equal(Recovered.Address(digest, report.Signature), report.Device))
            return FakeAnswer.Of(403);
        World.Record(new Told(Url, release, report.Outcome));
        return FakeAnswer.Of(202);
    }

    protected virtual byte[] Leaves(TestRelease release) => release.Package.Leaves;

    protected virtual FakeAnswer Package(LinkRequest request, TestRelease release) => FakeAnswer.Of(403);

    protected static int Query(LinkRequest request, string name) => int.Parse(
        HttpUtility.ParseQueryString(new Uri(request.Url).Query)[name]!, CultureInfo.InvariantCulture);
}
