namespace FairOta.Core;

/// <summary>Step 1, the distributor's offer.</summary>
public sealed partial class OpenAnswer
{
    /// <summary>The session takes a challenge until then, Unix seconds.</summary>
    public long EndsAt { get; set; }

    /// <summary>A₀ ‖ … ‖ A_λ, 64 bytes each, not checked yet: <see cref="Core.Commitments.Check"/>.</summary>
    public byte[] Commitments { get; set; }

    /// <summary>Reads a body.</summary>
    /// <exception cref="ProtocolException">It is malformed or breaks a limit.</exception>
    public static OpenAnswer Parse(byte[] body)
    {
        CborReader reader = new CborReader(body);
        reader.ReadArray(2);
        OpenAnswer message = new OpenAnswer();
        message.EndsAt = reader.ReadUInt();
        message.Commitments = reader.ReadBytes(
            (Limits.MinSamples + 1) * KeyPolynomial.PointBytes, (Limits.MaxSamples + 1) * KeyPolynomial.PointBytes);
        reader.ReadEnd();
        return message;
    }
}
