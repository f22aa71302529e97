using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Tests.Chain;

/// <summary>Events of one release whose reservations end with second <see cref="Deadline"/>.</summary>
internal static class ReleaseEvents
{
    public const long Deadline = 1_010;
    private static readonly Address Vendor = Address.Parse(new string('a', 40));

    public static ReleaseId Release { get; } = ReleaseId.Parse(new string('1', 64));

    public static EscrowView Funded(uint fleetSize) =>
        EscrowView.Empty.Apply([Created(default), Tranche(default, fleetSize)]);

    public static EscrowEvent Created(EventPosition at) =>
        new ReleaseCreated(at, Release, Vendor, default, default, 100, Deadline, "http://vendor");

    public static EscrowEvent Tranche(EventPosition at, uint fleetSize) =>
        new TrancheAdded(at, Release, 0, default, fleetSize);

    public static Delivered Paid(Address device, Hash32 key, Address distributor, long block) =>
        new(new EventPosition(block, default, 0, default), Release, device, distributor, key);
}
