namespace FairOta.Sdk.Distributor;

/// <summary>Where a release and its vendor stand with this distributor: whole deliveries.</summary>
/// <param name="ReleaseUnpaid">Answered challenges of the release neither reserved nor paid, whose validUntil was less
/// than 24 h ago.</param>
/// <param name="ReleasePaid">Deliveries of the release that were paid.</param>
/// <param name="VendorUnpaid">As the first, over all releases of the vendor account.</param>
/// <param name="VendorPaid">As the second, over all releases of the vendor account.</param>
internal readonly record struct Credit(int ReleaseUnpaid, int ReleasePaid, int VendorUnpaid, int VendorPaid)
{
    /// <summary>Whether one more answered challenge would go beyond the credit: the answered ones are at most C +
    /// ⌊paid/4⌋.</summary>
    public bool IsUsedUp(DistributorPolicy policy) =>
        ReleaseUnpaid >= policy.ReleaseCredit + ReleasePaid / 4
        || VendorUnpaid >= policy.VendorCredit + VendorPaid / 4;
}
