using FairOta.Platforms.Host.Memory;

namespace FairOta.Agent.Tests.Durability;

/// <summary>
/// A link whose every request is a place to cut power at, just before it is sent: what the device did since its last
/// durable operation, and what the others learned from it, is then all there is.
/// </summary>
internal sealed class CuttableLink(ILink link, PowerSupply power) : ILink
{
    public const string What = "request";

    public void Start(LinkRequest request)
    {
        power.Durable(What, () => { });
        link.Start(request);
    }

    public LinkResponse? Poll() => link.Poll();

    public int Read(byte[] buffer, int offset, int count) => link.Read(buffer, offset, count);

    public void Close() => link.Close();
}
