using FairOta.Agent;

namespace FairOta.Cli.Commands;

/// <summary>A link that knows whether anybody ever answered.</summary>
internal sealed class HeardLink(ILink link) : ILink
{
    /// <summary>Whether a server answered with anything but a fault of its own.</summary>
    public bool HasHeard { get; private set; }

    /// <inheritdoc/>
    public void Start(LinkRequest request) => link.Start(request);

    /// <inheritdoc/>
    public LinkResponse? Poll()
    {
        LinkResponse? answer = link.Poll();
        HasHeard |= answer?.Status is > 0 and < 500;
        return answer;
    }

    /// <inheritdoc/>
    public int Read(byte[] buffer, int offset, int count) => link.Read(buffer, offset, count);

    /// <inheritdoc/>
    public void Close() => link.Close();
}
