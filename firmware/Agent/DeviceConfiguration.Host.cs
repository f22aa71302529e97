using FairOta.Core;

namespace FairOta.Agent;

/// <content>Writing, which is the vendor's.</content>
public static partial class DeviceConfiguration
{
    /// <summary>The file of a configuration, as <see cref="Parse"/> reads it.</summary>
    /// <exception cref="ProtocolException">No device would read it: a limit is broken.</exception>
    public static byte[] Encode(AgentConfiguration board)
    {
        CborWriter writer = new CborWriter();
        writer.WriteArray(Fields);
        writer.WriteUInt(FormatVersion);
        writer.WriteBytes(board.ProductId);
        writer.WriteArray(board.ManifestKeys.Length);
        foreach (byte[] key in board.ManifestKeys)
            writer.WriteBytes(key);
        writer.WriteUInt(board.HardwareRevision);
        writer.WriteArray(4);
        writer.WriteUInt(board.InstalledVersion.Major);
        writer.WriteUInt(board.InstalledVersion.Minor);
        writer.WriteUInt(board.InstalledVersion.Revision);
        writer.WriteUInt(board.InstalledVersion.Build);
        writer.WriteUInt(board.SecurityCounter);
        writer.WriteArray(board.Origins.Length);
        foreach (string origin in board.Origins)
            writer.WriteText(origin);
        writer.WriteArray(board.Distributors.Length);
        foreach (Source distributor in board.Distributors)
        {
            writer.WriteArray(2);
            writer.WriteBytes(distributor.Address);
            writer.WriteText(distributor.Url);
        }

        writer.WriteText(board.NodeUrl ?? "");
        writer.WriteUInt((board.AllowPrivateHosts ? 1 : 0) + (board.ReportsOutcomes ? 0 : 2));
        byte[] file = writer.ToArray();
        Parse(file);
        return file;
    }
}
