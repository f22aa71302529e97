namespace FairOta.Core;

/// <summary>
/// A package: the image under Rivest's all-or-nothing transform, so that nothing of it opens before every segment is
/// there (PROTOCOL.md, section Package). It hides nothing from whoever holds all of it.
/// </summary>
public sealed partial class Package
{
    /// <summary>Bytes of a package key κ.</summary>
    public const int KeyBytes = 16;
}
