using System;
using System.IO;
using System.Security.Cryptography;
using FairOta.Agent;
using FairOta.Core;

namespace FairOta.Platforms.Host;

/// <summary>A file per record, each with its SHA-256 in front, replaced atomically.</summary>
public sealed class FileStateStore : IStateStore
{
    private readonly string _directory;

    /// <summary>Keeps its files in that directory, which is made where it is missing.</summary>
    public FileStateStore(string directory)
    {
        _directory = Directory.CreateDirectory(directory).FullName;
    }

    /// <inheritdoc />
    /// <exception cref="ProtocolException">The record is damaged.</exception>
    public byte[]? Load(string name)
    {
        string path = PathOf(name);
        if (!File.Exists(path))
            return null;
        byte[] stored = File.ReadAllBytes(path);
        if (stored.Length < 32)
            throw new ProtocolException("The record " + name + " is damaged.");
        byte[] value = stored[32..];
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(value), stored.AsSpan(0, 32)))
            throw new ProtocolException("The record " + name + " is damaged.");
        return value;
    }

    /// <inheritdoc />
    public void Save(string name, byte[]? value)
    {
        if (value == null)
            DurableFile.Delete(PathOf(name));
        else
            DurableFile.Replace(PathOf(name), [.. SHA256.HashData(value), .. value]);
    }

    private string PathOf(string name) => Path.Combine(_directory, name + ".cbor");
}
