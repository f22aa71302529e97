namespace FairOta.Agent.Tests;

/// <summary>The vendor's origin: serves the package to everybody.</summary>
internal class FakeOrigin(World world, string url) : FakeServer(world, url)
{
    public long PackageBytes { get; private set; }

    public override void TakeOver(FakeServer other)
    {
        base.TakeOver(other);
        PackageBytes = ((FakeOrigin)other).PackageBytes;
    }

    protected override FakeAnswer Package(LinkRequest request, TestRelease release)
    {
        FakeAnswer answer = FakeAnswer.Ranged(request, release.Package.Content);
        PackageBytes += answer.Body.Length;
        return answer;
    }
}
