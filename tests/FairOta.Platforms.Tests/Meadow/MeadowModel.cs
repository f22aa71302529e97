using System;
using System.Collections.Generic;
using System.IO;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Platforms.Meadow;
using FairOta.Platforms.Storage;

namespace FairOta.Platforms.Tests.Meadow;

/// <summary>
/// A Meadow that installs what lies in its update area at a start, and loses power where a test says so.
/// </summary>
internal sealed class MeadowModel : IStorage, IStateStore, IUpdateArea
{
    private readonly Dictionary<string, byte[]> _files = [];
    private readonly Dictionary<string, byte[]> _records = [];
    private readonly Dictionary<string, ImageVersion> _releases = [];
    private byte[]? _staged;

    public MeadowModel(ImageVersion running)
    {
        Running = running;
    }

    /// <summary>The version of the application that runs.</summary>
    public ImageVersion Running { get; private set; }

    /// <summary>Durable operations so far.</summary>
    public int Operations { get; private set; }

    /// <summary>The operation at which power is cut, counted from 1; 0 for never.</summary>
    public int CutAt { get; set; }

    /// <summary>Whether the operation at which power is cut was done.</summary>
    public bool IsCutAfter { get; set; }

    /// <summary>Whether the system installs what it finds.</summary>
    public bool Installs { get; set; } = true;

    /// <summary>Whether what is written reads back otherwise.</summary>
    public bool Rots { get; set; }

    public bool IsStaged => _staged != null;

    public IReadOnlyCollection<string> Files => _files.Keys;

    /// <summary>Which version a package is of.</summary>
    public void Knows(byte[] package, ImageVersion version) => _releases[Convert.ToHexString(package)] = version;

    public void Rot(string file) => _files[file][0] ^= 1;

    /// <summary>What the system does at a start.</summary>
    public void Start()
    {
        if (_staged != null && Installs)
            Running = _releases[Convert.ToHexString(_staged)];
        _staged = null;
    }

    public void Clear() => Durable(() => _staged = null);

    public bool Stage(Stream package)
    {
        MemoryStream copy = new();
        package.CopyTo(copy);
        if (!_releases.ContainsKey(Convert.ToHexString(copy.ToArray())))
            return false;
        Durable(() => _staged = copy.ToArray());
        return true;
    }

    public long Length(string name) => _files.TryGetValue(name, out byte[]? file) ? file.Length : -1;

    public void Read(string name, long positionBytes, byte[] data, int offset, int count)
    {
        Array.Copy(_files[name], positionBytes, data, offset, count);
        if (Rots)
            data[offset] ^= 1;
    }

    public void Write(string name, long positionBytes, byte[] data, int offset, int count) => Durable(() =>
    {
        byte[] file = _files.GetValueOrDefault(name) ?? [];
        Array.Resize(ref file, (int)Math.Max(file.Length, positionBytes + count));
        Array.Copy(data, offset, file, positionBytes, count);
        _files[name] = file;
    });

    public void Delete(string name) => Durable(() => _files.Remove(name));

    public byte[]? Load(string name) => _records.GetValueOrDefault(name);

    public void Save(string name, byte[]? value) => Durable(() => _records[name] = value!);

    private void Durable(Action operation)
    {
        bool isCut = ++Operations == CutAt;
        if (!isCut || IsCutAfter)
            operation();
        if (isCut)
            throw new OperationCanceledException("Power was cut.");
    }
}
