using System;
using System.Runtime.InteropServices;

namespace FairOta.Tests.Vectors;

/// <summary>
/// The C library libsecp256k1 where the system has it (Debian: libsecp256k1-1): an independent peer for tests and
/// benches. For every project that links this file. Points and signatures are in the library's opaque 64 or 65 bytes.
/// </summary>
internal sealed class LibSecp256k1
{
    private const string Library = "secp256k1";
    private const uint SignAndVerify = 0x301, Uncompressed = 2;

    private static readonly string[] Names = ["libsecp256k1.so.1", "libsecp256k1.so.2", "libsecp256k1.so.5"];

    private readonly IntPtr _context;

    static LibSecp256k1() => NativeLibrary.SetDllImportResolver(
        typeof(LibSecp256k1).Assembly, (name, _, _) => name == Library ? Handle : IntPtr.Zero);

    private LibSecp256k1() => _context = secp256k1_context_create(SignAndVerify);

    /// <summary>The library, or null where there is none.</summary>
    public static LibSecp256k1? Find() => Handle == IntPtr.Zero ? null : new LibSecp256k1();

    private static IntPtr Handle { get; } = Load();

    /// <summary>k G, or null where k is no private key.</summary>
    public byte[]? Multiply(byte[] k)
    {
        byte[] point = new byte[64];
        return secp256k1_ec_pubkey_create(_context, point, k) == 1 ? point : null;
    }

    /// <summary>A point from 33 bytes compressed or 65 bytes 04 || x || y; null where it is none.</summary>
    public byte[]? Parse(byte[] encoded)
    {
        byte[] point = new byte[64];
        return secp256k1_ec_pubkey_parse(_context, point, encoded, (nuint)encoded.Length) == 1 ? point : null;
    }

    /// <summary>x || y.</summary>
    public byte[] Write(byte[] point)
    {
        byte[] encoded = new byte[65];
        nuint length = 65;
        Check(secp256k1_ec_pubkey_serialize(_context, encoded, ref length, point, Uncompressed));
        return encoded[1..];
    }

    /// <summary>r || s with the parity in the highest bit, as EIP-2098 has it.</summary>
    public byte[] Sign(byte[] key, byte[] digest)
    {
        byte[] signature = new byte[65], compact = new byte[64];
        Check(secp256k1_ecdsa_sign_recoverable(_context, signature, digest, key, IntPtr.Zero, IntPtr.Zero));
        Check(secp256k1_ecdsa_recoverable_signature_serialize_compact(
            _context, compact, out int parity, signature));
        compact[32] |= (byte)(parity << 7);
        return compact;
    }

    /// <summary>Whether r || s is a signature with a low s under a key of 33 bytes.</summary>
    public bool Verify(byte[] compressed, byte[] digest, byte[] rs)
    {
        byte[] signature = new byte[64];
        return Parse(compressed) is { } point
            && secp256k1_ecdsa_signature_parse_compact(_context, signature, rs) == 1
            && secp256k1_ecdsa_verify(_context, signature, digest, point) == 1;
    }

    /// <summary>The key that made an EIP-2098 signature, or null.</summary>
    public byte[]? Recover(byte[] digest, byte[] eip2098)
    {
        byte[] signature = new byte[65], point = new byte[64], rs = [.. eip2098];
        rs[32] &= 0x7f;
        return secp256k1_ecdsa_recoverable_signature_parse_compact(_context, signature, rs, eip2098[32] >> 7) == 1
            && secp256k1_ecdsa_recover(_context, point, signature, digest) == 1 ? point : null;
    }

    /// <summary>k[0] P[0] + k[1] P[1] + …, scalars above 0; null for infinity. It has no multiplication of several
    /// points at once in its interface.</summary>
    public byte[]? Sum(byte[][] k, byte[][] p)
    {
        GCHandle[] pins = new GCHandle[p.Length];
        IntPtr[] terms = new IntPtr[p.Length];
        for (int i = 0; i < p.Length; i++)
        {
            byte[] term = [.. p[i]];
            Check(secp256k1_ec_pubkey_tweak_mul(_context, term, k[i]));
            pins[i] = GCHandle.Alloc(term, GCHandleType.Pinned);
            terms[i] = pins[i].AddrOfPinnedObject();
        }
        byte[] sum = new byte[64];
        int isPoint = secp256k1_ec_pubkey_combine(_context, sum, terms, (nuint)terms.Length);
        foreach (GCHandle pin in pins) pin.Free();
        return isPoint == 1 ? sum : null;
    }

    private static IntPtr Load()
    {
        foreach (string name in Names)
            if (NativeLibrary.TryLoad(name, out IntPtr handle)) return handle;
        return IntPtr.Zero;
    }

    private static void Check(int result)
    {
        if (result != 1) throw new InvalidOperationException("libsecp256k1 refused an input.");
    }

    [DllImport(Library)]
    private static extern IntPtr secp256k1_context_create(uint flags);

    [DllImport(Library)]
    private static extern int secp256k1_ec_pubkey_create(IntPtr context, byte[] point, byte[] key);

    [DllImport(Library)]
    private static extern int secp256k1_ec_pubkey_parse(IntPtr context, byte[] point, byte[] input, nuint length);

    [DllImport(Library)]
    private static extern int secp256k1_ec_pubkey_serialize(
        IntPtr context, byte[] output, ref nuint length, byte[] point, uint flags);

    [DllImport(Library)]
    private static extern int secp256k1_ec_pubkey_tweak_mul(IntPtr context, byte[] point, byte[] factor);

    [DllImport(Library)]
    private static extern int secp256k1_ec_pubkey_combine(IntPtr context, byte[] sum, IntPtr[] terms, nuint count);

    [DllImport(Library)]
    private static extern int secp256k1_ecdsa_signature_parse_compact(IntPtr context, byte[] signature, byte[] rs);

    [DllImport(Library)]
    private static extern int secp256k1_ecdsa_verify(IntPtr context, byte[] signature, byte[] digest, byte[] point);

    [DllImport(Library)]
    private static extern int secp256k1_ecdsa_sign_recoverable(
        IntPtr context, byte[] signature, byte[] digest, byte[] key, IntPtr nonces, IntPtr data);

    [DllImport(Library)]
    private static extern int secp256k1_ecdsa_recoverable_signature_serialize_compact(
        IntPtr context, byte[] rs, out int parity, byte[] signature);

    [DllImport(Library)]
    private static extern int secp256k1_ecdsa_recoverable_signature_parse_compact(
        IntPtr context, byte[] signature, byte[] rs, int parity);

    [DllImport(Library)]
    private static extern int secp256k1_ecdsa_recover(
        IntPtr context, byte[] point, byte[] signature, byte[] digest);
}
