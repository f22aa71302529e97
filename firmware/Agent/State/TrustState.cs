using System.Collections;
using FairOta.Core;

namespace FairOta.Agent;

/// <summary>What the device believes across all releases. Saved before anything is done that relies on it.</summary>
internal sealed class TrustState
{
    private const int FormatVersion = 1;
    private const int MaxKeys = 4;

    /// <summary>Security counter of the installed image; never goes back.</summary>
    public long SecurityCounter { get; private set; }

    /// <summary>Version of the installed image.</summary>
    public ImageVersion InstalledVersion { get; private set; }

    /// <summary>Highest version accepted since the last trial, or null.</summary>
    public ImageVersion AcceptedVersion { get; private set; }

    /// <summary>The release of that version, or null.</summary>
    public byte[] AcceptedRelease { get; private set; }

    /// <summary>Compressed manifest keys.</summary>
    public byte[][] ManifestKeys { get; private set; }

    /// <summary>Version of the manifest that last changed them, or null.</summary>
    public ImageVersion KeysVersion { get; private set; }

    /// <summary>32-byte ids of releases that failed their trial, oldest first.</summary>
    public ArrayList BarredReleases { get; private set; } = new ArrayList();

    /// <summary>Receipts that bind, as <see cref="Binding"/>.</summary>
    public ArrayList Bindings { get; private set; } = new ArrayList();

    /// <summary>Number of the last open secret; each is used for one session only.</summary>
    public long OpenCounter { get; private set; }

    /// <summary>The belief a board is made with.</summary>
    public static TrustState Initial(AgentConfiguration board) => new TrustState
    {
        SecurityCounter = board.SecurityCounter,
        InstalledVersion = board.InstalledVersion,
        ManifestKeys = board.ManifestKeys,
    };

    public bool IsBarred(byte[] releaseId)
    {
        for (int i = 0; i < BarredReleases.Count; i++)
        {
            if (Bytes.Equal((byte[])BarredReleases[i], releaseId))
                return true;
        }

        return false;
    }

    public void Rotate(Manifest manifest)
    {
        ManifestKeys = manifest.ManifestKeys;
        KeysVersion = manifest.Version;
    }

    public void Accept(Manifest manifest)
    {
        AcceptedVersion = manifest.Version;
        AcceptedRelease = manifest.ReleaseId();
    }

    /// <summary>The release runs and was confirmed. What is confirmed is accepted, whatever came in between.</summary>
    public void Install(Manifest manifest)
    {
        InstalledVersion = manifest.Version;
        if (manifest.SecurityCounter > SecurityCounter)
            SecurityCounter = manifest.SecurityCounter;
    }

    /// <summary>Bars a release and forgets what was accepted, so that an older one that works can come again.</summary>
    public void Fail(byte[] releaseId)
    {
        if (!IsBarred(releaseId))
        {
            if (BarredReleases.Count == AgentLimits.BarredReleases)
                BarredReleases.RemoveAt(0);
            BarredReleases.Add(releaseId);
        }

        AcceptedVersion = null;
        AcceptedRelease = null;
    }

    public uint NextOpenCounter()
    {
        OpenCounter++;
        return (uint)OpenCounter;
    }

    /// <summary>Lets go of the bindings that bind no more at that time.</summary>
    public void Prune(long now)
    {
        for (int i = Bindings.Count - 1; i >= 0; i--)
        {
            if (!ReceiptRules.Binds((Binding)Bindings[i], now))
                Bindings.RemoveAt(i);
        }
    }

    /// <summary>True where that session's receipt is among the bindings.</summary>
    public bool HasBinding(byte[] session)
    {
        for (int i = 0; i < Bindings.Count; i++)
        {
            if (Bytes.Equal(((Binding)Bindings[i]).Session, session))
                return true;
        }

        return false;
    }

    public byte[] Encode()
    {
        CborWriter writer = new CborWriter();
        writer.WriteArray(10);
        writer.WriteUInt(FormatVersion);
        writer.WriteUInt(SecurityCounter);
        Record.WriteVersion(writer, InstalledVersion);
        Record.WriteVersion(writer, AcceptedVersion);
        Record.WriteOptional(writer, AcceptedRelease);
        Record.WriteVersion(writer, KeysVersion);
        writer.WriteArray(ManifestKeys.Length);
        foreach (byte[] key in ManifestKeys)
            writer.WriteBytes(key);
        writer.WriteArray(BarredReleases.Count);
        for (int i = 0; i < BarredReleases.Count; i++)
            writer.WriteBytes((byte[])BarredReleases[i]);
        writer.WriteArray(Bindings.Count);
        for (int i = 0; i < Bindings.Count; i++)
        {
            Binding binding = (Binding)Bindings[i];
            writer.WriteArray(3);
            writer.WriteBytes(binding.ReleaseId);
            writer.WriteBytes(binding.Session);
            writer.WriteUInt(binding.ValidUntil);
        }

        writer.WriteUInt(OpenCounter);
        return writer.ToArray();
    }

    public static TrustState Parse(byte[] record)
    {
        CborReader reader = new CborReader(record);
        Record.Open(reader, 10, FormatVersion);
        TrustState state = new TrustState();
        state.SecurityCounter = reader.ReadUInt();
        state.InstalledVersion = Record.ReadVersion(reader);
        state.AcceptedVersion = Record.ReadVersion(reader);
        state.AcceptedRelease = Record.ReadOptional(reader, 32);
        state.KeysVersion = Record.ReadVersion(reader);
        state.ManifestKeys = new byte[reader.ReadArray(0, MaxKeys)][];
        for (int i = 0; i < state.ManifestKeys.Length; i++)
            state.ManifestKeys[i] = reader.ReadBytes(33);
        int barred = reader.ReadArray(0, AgentLimits.BarredReleases);
        for (int i = 0; i < barred; i++)
            state.BarredReleases.Add(reader.ReadBytes(32));
        int bindings = reader.ReadArray(0, AgentLimits.Bindings);
        for (int i = 0; i < bindings; i++)
        {
            reader.ReadArray(3);
            byte[] releaseId = reader.ReadBytes(32);
            byte[] session = reader.ReadBytes(32);
            state.Bindings.Add(new Binding(releaseId, session, reader.ReadUInt()));
        }

        state.OpenCounter = reader.ReadUInt();
        reader.ReadEnd();
        return state;
    }
}
