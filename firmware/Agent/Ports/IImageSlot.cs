using FairOta.Core;

namespace FairOta.Agent;

/// <summary>The slot beside the running image: appended to in order, never read back.</summary>
/// <remarks>
/// Until <see cref="Complete"/> returns, whatever happens, the device keeps starting the running image. From then on
/// the next start tries the new one, as <see cref="ITrial"/> tells.
/// </remarks>
public interface IImageSlot
{
    /// <summary>
    /// Empties the slot for the image of that manifest; <see cref="ITrial.State"/> is None from here on.
    /// </summary>
    void Begin(Manifest manifest);

    /// <summary>Appends the next bytes of the image.</summary>
    void Append(byte[] data, int offset, int count);

    /// <summary>
    /// Says that the image is whole, and marks it for trial at the next start. False where the slot's own check refuses
    /// it: the agent then bars the release.
    /// </summary>
    bool Complete();

    /// <summary>Gives the slot up. Harmless when nothing was begun.</summary>
    void Abort();
}
