// Values count: the native part uses the same numbers.

namespace nanoFramework.Runtime.InFieldUpdate;

/// <summary>An image that can be updated.</summary>
public enum ImageType
{
    NanoClr = 0,
    Deployment = 1,
}

/// <summary>Where an image stands.</summary>
public enum UpdateStatus
{
    Confirmed = 0,
    Testing = 1,
    TestPending = 2,
    PermanentPending = 3,
    RollbackPending = 4,
    Unknown = 255,
}

/// <summary>Outcome of an operation on a session.</summary>
public enum UpdateSessionResult
{
    Success = 0,
    Busy = 1,
    BadToken = 2,
    BadOffset = 3,
    TooLarge = 4,
    FlashError = 5,
    BadMagic = 6,
    SwapInFlight = 7,
    NoImage = 8,
    HeaderMismatch = 9,
    Incomplete = 10,
    BadTlv = 11,
    HashMismatch = 12,
    BadArgument = 13,
    NoSlot = 14,
}
