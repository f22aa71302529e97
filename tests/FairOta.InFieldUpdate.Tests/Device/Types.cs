using System;
using FairOta.InFieldUpdate.Tests.Device;

namespace nanoFramework.Runtime.InFieldUpdate;

public class ImageInfo
{
    public Version Version { get; internal init; }
}

public class UpdateSession
{
    public int TotalLength { get; internal init; }

    public int NextOffset { get; internal set; }
}

/// <summary>Speaks to the device of the thread's test.</summary>
public static class UpdateManager
{
    [ThreadStatic]
    private static McuBootDevice _device;

    public static void Use(McuBootDevice device) => _device = device;

    public static UpdateStatus GetStatus(ImageType image) => Of(image).Status;

    public static ImageInfo GetPrimaryImageInfo(ImageType image) => Of(image).Running;

    public static UpdateSessionResult EraseSecondaryImage(ImageType image) => Of(image).EraseSecondary();

    public static UpdateSessionResult StartUpdateSession(ImageType image, int totalLength, out UpdateSession session) =>
        Of(image).Start(totalLength, out session);

    public static UpdateSessionResult ResumeUpdateSession(
        ImageType image, int totalLength, byte[] expectedHeader, out UpdateSession session) =>
        Of(image).Resume(totalLength, expectedHeader, out session);

    public static UpdateSessionResult StoreImageChunk(UpdateSession session, byte[] data, int offset, int count) =>
        _device.Store(session, data, offset, count);

    public static UpdateSessionResult CompleteUpdateSession(UpdateSession session) => _device.Complete(session);

    public static UpdateSessionResult AbortUpdateSession(UpdateSession session, bool eraseSlot) =>
        _device.Abort(session, eraseSlot);

    public static bool ConfirmDeploymentImage() => _device.Confirm();

    public static bool RequestDeploymentRevert() => _device.Revert();

    public static void RequestReboot() => _device.Restart();

    private static McuBootDevice Of(ImageType image) => image == ImageType.Deployment
        ? _device
        : throw new ArgumentException("FairOTA updates the deployment image alone.");
}
