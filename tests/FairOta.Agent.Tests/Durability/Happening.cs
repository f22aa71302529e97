using FairOta.Platforms.Host.Memory;

namespace FairOta.Agent.Tests.Durability;

/// <summary>Something that an observer beside the device saw. What happened is judged from these alone.</summary>
internal abstract record Happening;

/// <summary>Power was cut at that operation.</summary>
internal sealed record PowerLost(long Operation, string What, PowerCut Cut) : Happening;

/// <summary>The loader started that image.</summary>
internal sealed record Booted(byte[] Image) : Happening;

/// <summary>Loader or agent failed, other than by losing power or for want of room.</summary>
internal sealed record Crashed(string Why) : Happening;

/// <summary>The storage refused a write for want of room.</summary>
internal sealed record WasFull(string Why) : Happening;

/// <summary>The store gave out that record of trust at a start.</summary>
internal sealed record Believed(TrustState Trust, long At) : Happening;

/// <summary>The store acknowledged that record of trust.</summary>
internal sealed record Relied(TrustState Trust, long At) : Happening;

/// <summary>The store acknowledged that this distributor is barred.</summary>
internal sealed record Barred(string Url) : Happening;

/// <summary>The device asked that distributor for a session, under that nonce.</summary>
internal sealed record Opened(string Url, string Nonce, string Session) : Happening;

/// <summary>The device signed a receipt.</summary>
internal sealed record Signed(string Release, string Distributor, string Session, long ValidUntil, long At) : Happening;

/// <summary>A source took the report of how an installation ended.</summary>
internal sealed record Reported(string Release, int Outcome) : Happening;

/// <summary>The run is over: the device rests, or its time is up.</summary>
/// <param name="Rests">Whether it rests.</param>
/// <param name="Image">Image that runs.</param>
/// <param name="Trust">What a start would believe.</param>
/// <param name="IsReleaseLeft">Whether a release is still being taken.</param>
/// <param name="BytesServed">Bytes of segments and packages that all sources together sent.</param>
internal sealed record Ended(bool Rests, byte[] Image, TrustState? Trust, bool IsReleaseLeft, long BytesServed)
    : Happening;
