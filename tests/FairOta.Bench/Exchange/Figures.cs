using System;
using System.Collections.Generic;
using System.Linq;

namespace FairOta.Bench.Exchange;

/// <summary>What one exchange took, or the median of several. Times in milliseconds of processor time.</summary>
/// <param name="Offer">Distributor: the key polynomial and its commitments.</param>
/// <param name="Seal">Distributor: the keys of the segments, and sealing them.</param>
/// <param name="Digest">Distributor: the digest over what it sent.</param>
/// <param name="Answer">Distributor: the answer to the challenge.</param>
/// <param name="Download">Device: staging segments, with their digest.</param>
/// <param name="Check">Device: commitments, challenge, offer and samples.</param>
/// <param name="Open">Device: from the key to the image.</param>
/// <param name="DistributorBytes">Bytes the distributor allocated, the segments it sends included.</param>
/// <param name="DeviceBytes">Bytes the device allocated, neither staging nor image.</param>
/// <param name="WireBytes">All bodies both ways, without HTTP's heads.</param>
internal sealed record Figures(
    double Offer,
    double Seal,
    double Digest,
    double Answer,
    double Download,
    double Check,
    double Open,
    long DistributorBytes,
    long DeviceBytes,
    long WireBytes)
{
    /// <summary>All that the distributor does in a session.</summary>
    public double Distributor => Offer + Seal + Digest + Answer;

    /// <summary>The median of each figure.</summary>
    public static Figures Median(IReadOnlyList<Figures> all) => new(
        Of(all, f => f.Offer),
        Of(all, f => f.Seal),
        Of(all, f => f.Digest),
        Of(all, f => f.Answer),
        Of(all, f => f.Download),
        Of(all, f => f.Check),
        Of(all, f => f.Open),
        (long)Of(all, f => f.DistributorBytes),
        (long)Of(all, f => f.DeviceBytes),
        (long)Of(all, f => f.WireBytes));

    private static double Of(IReadOnlyList<Figures> all, Func<Figures, double> figure) =>
        all.Select(figure).Order().ElementAt(all.Count / 2);
}
