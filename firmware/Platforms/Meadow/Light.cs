using System;

namespace FairOta.Platforms.Meadow;

/// <summary>How a light moves.</summary>
public enum LightMotion
{
    /// <summary>It does not.</summary>
    Steady,

    /// <summary>On and off.</summary>
    Blink,

    /// <summary>Up and down.</summary>
    Pulse,
}

/// <summary>What a light of three colours shows.</summary>
public readonly struct Light : IEquatable<Light>
{
    /// <summary>Colours from 0 to 255, and a motion.</summary>
    public Light(byte red, byte green, byte blue, LightMotion motion)
    {
        Red = red;
        Green = green;
        Blue = blue;
        Motion = motion;
    }

    /// <summary>0 to 255.</summary>
    public byte Red { get; }

    /// <summary>0 to 255.</summary>
    public byte Green { get; }

    /// <summary>0 to 255.</summary>
    public byte Blue { get; }

    /// <summary>How it moves.</summary>
    public LightMotion Motion { get; }

    /// <inheritdoc />
    public bool Equals(Light other) => GetHashCode() == other.GetHashCode();

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is Light other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => (int)Motion << 24 | Red << 16 | Green << 8 | Blue;
}
