using System;

namespace nanoFramework.Runtime.InFieldUpdate;

/// <summary>What a slot holds.</summary>
public class ImageInfo
{
    internal ImageInfo() { }
    public Version Version => throw null;
}

/// <summary>The right to write one image.</summary>
public class UpdateSession
{
    internal UpdateSession() { }
    public int NextOffset => throw null;
}

/// <summary>The updates of a device whose bootloader is MCUboot.</summary>
public static class UpdateManager
{
    public static UpdateStatus GetStatus(ImageType image) => throw null;
    public static ImageInfo GetPrimaryImageInfo(ImageType image) => throw null;
    public static UpdateSessionResult EraseSecondaryImage(ImageType image) => throw null;

    public static UpdateSessionResult StartUpdateSession(
        ImageType image, int totalLength, out UpdateSession session) => throw null;

    public static UpdateSessionResult ResumeUpdateSession(
        ImageType image, int totalLength, byte[] expectedHeader, out UpdateSession session) => throw null;

    public static UpdateSessionResult StoreImageChunk(
        UpdateSession session, byte[] data, int offset, int count) => throw null;

    public static UpdateSessionResult CompleteUpdateSession(UpdateSession session) => throw null;
    public static UpdateSessionResult AbortUpdateSession(UpdateSession session, bool eraseSlot) => throw null;
    public static bool ConfirmDeploymentImage() => throw null;
    public static bool RequestDeploymentRevert() => throw null;
    public static void RequestReboot() => throw null;
}
