namespace FairOta.Platforms.Meadow;

/// <summary>A light of three colours.</summary>
public interface ILight
{
    /// <summary>Shows that from now on. Neither waits nor throws.</summary>
    void Show(Light light);
}
