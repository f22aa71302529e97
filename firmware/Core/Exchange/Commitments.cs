using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <summary>A distributor's commitments A₀ ‖ … ‖ A_λ, 64 bytes each, as they come over the wire.</summary>
public static class Commitments
{
    /// <summary>Refuses what is no offer: every commitment has to be a point of the curve.</summary>
    /// <param name="commitments">(λ + 1)·64 bytes.</param>
    /// <param name="samples">λ.</param>
    /// <exception cref="ProtocolException">A wrong length, or a point that does not lie on the curve.</exception>
    public static void Check(byte[] commitments, int samples)
    {
        if (commitments.Length != (samples + 1) * KeyPolynomial.PointBytes)
            throw new ProtocolException("The offer has another number of commitments than the manifest asks.");
        Point point = new Point();
        for (int j = 0; j <= samples; j++)
        {
            if (!point.TryRead(commitments, j * KeyPolynomial.PointBytes))
                throw new ProtocolException("A commitment is no point of the curve.");
        }
    }

    /// <summary>
    /// keyCommitment = addr(A₀), 20 bytes: what the device signs and the contract checks the key against.
    /// </summary>
    /// <param name="commitments">A₀ ‖ … ‖ A_λ, at least A₀.</param>
    public static byte[] KeyCommitment(byte[] commitments)
    {
        byte[] hash = Keccak256.Hash(commitments, 0, KeyPolynomial.PointBytes);
        return Bytes.Slice(hash, 12, 20);
    }

    /// <summary>Whether 0 &lt; k &lt; q and k·G = A₀, so that k opens what was sealed whoever sent it.</summary>
    /// <param name="commitments">A₀ ‖ … ‖ A_λ, at least A₀.</param>
    /// <param name="key">k, 32 bytes big-endian.</param>
    public static bool IsKey(byte[] commitments, byte[] key)
    {
        if (key.Length != 32 || !Ecdsa.IsPrivateKey(key))
            return false;
        return Bytes.Equal(Ecdsa.PublicKey(key), 0, commitments, 0, KeyPolynomial.PointBytes);
    }
}
