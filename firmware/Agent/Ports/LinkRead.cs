namespace FairOta.Agent;

/// <summary>What <see cref="ILink.Read"/> says when it has no bytes.</summary>
public static class LinkRead
{
    /// <summary>Nothing yet; ask again later.</summary>
    public const int Pending = 0;

    /// <summary>The body is over, and whole as far as the transport can tell.</summary>
    public const int End = -1;

    /// <summary>The connection broke before the body was over.</summary>
    public const int Broken = -2;
}
