using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Fleet;

namespace FairOta.Sdk.Vendor;

/// <summary>A roll-out on disk: its plan and, in a release's folder, its journal and what devices reported. One process
/// at a time drives it (<see cref="TryDrive"/>); people may stop it, resume it and agree to waves meanwhile.</summary>
/// <remarks>
/// <c>rollout.json</c> the plan; <c>wave-0.bin</c>, <c>wave-1.bin</c>, … the devices of its waves, as fleet lists;
/// <c>journal.json</c>, <c>outcomes.bin</c> and <c>cursors.json</c> only once it is bound to a release, in the folder
/// <see cref="BoundName"/> below the release's. A folder appears whole or not at all.
/// </remarks>
public sealed class RolloutFolder
{
    /// <summary>Name of the folder below a release's folder.</summary>
    public const string BoundName = "rollout";

    internal const string OutcomesName = "outcomes.bin";
    private const string CursorsName = "cursors.json";
    private const string DriveLockName = "drive.lock";
    private const string JournalLockName = "journal.lock";
    private readonly string _path;

    private RolloutFolder(string path, RolloutPlan plan, RolloutJournal journal)
    {
        _path = path;
        Plan = plan;
        Journal = journal;
        Outcomes = OutcomeBook.Open(Path.Combine(path, OutcomesName));
        Roots = [.. plan.Waves.Select(wave => new FleetTree(wave.Devices).Root)];
        Cursors = ReportCursors.Open(
            Path.Combine(path, CursorsName),
            Hash32.FromBytes(SHA256.HashData([.. Roots.SelectMany(root => root.ToBytes())])),
            Outcomes.Entries);
        Devices = plan.Waves.SelectMany(wave => wave.Devices.Devices.ToArray()).ToHashSet();
    }

    /// <summary>The plan.</summary>
    public RolloutPlan Plan { get; }

    /// <summary>What has to be remembered.</summary>
    public RolloutJournal Journal { get; private set; }

    /// <summary>Root of each wave's fleet tree.</summary>
    public ImmutableArray<Hash32> Roots { get; }

    /// <summary>The devices of all waves.</summary>
    public IReadOnlySet<Address> Devices { get; }

    /// <summary>What devices reported so far.</summary>
    internal OutcomeBook Outcomes { get; }

    /// <summary>Up to where servers were read.</summary>
    internal ReportCursors Cursors { get; }

    /// <summary>Writes a plan that is bound to no release yet.</summary>
    /// <param name="path">The folder, which must not exist.</param>
    /// <param name="plan">The plan.</param>
    /// <exception cref="IOException">The folder exists, or cannot be written.</exception>
    public static void Create(string path, RolloutPlan plan) => Write(path, plan, journal: null);

    /// <summary>Reads a plan, bound or not.</summary>
    /// <exception cref="RolloutException">There is none, or it is damaged; the message says what.</exception>
    public static RolloutPlan LoadPlan(string path)
    {
        path = Path.GetFullPath(path);
        return Guarded(path, () => RolloutPlanFile.Read(
            Read(path, RolloutPlanFile.Name, RolloutPlanFile.MaxBytes), wave => ReadFleet(path, wave)));
    }

    /// <summary>Binds a plan to a release: before any money moves, and once. A repeat finds it bound.</summary>
    /// <param name="release">The release, whose first tranche is the first wave.</param>
    /// <param name="plan">The plan.</param>
    /// <exception cref="RolloutException">The release is not of this plan, or bound to another.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static RolloutFolder Bind(ReleaseFolder release, RolloutPlan plan)
    {
        if (!release.Release.Tranches[0].Devices.SequenceEqual(plan.Waves[0].Devices.Devices))
            throw new RolloutException("The release's first tranche is not the plan's first wave.");
        string path = Path.Combine(release.FolderPath, BoundName);
        if (!Directory.Exists(path)) Write(path, plan, RolloutJournal.Of(release.Release.Id, plan));
        RolloutFolder bound = Load(release)!;
        return RolloutPlanFile.Write(bound.Plan).AsSpan().SequenceEqual(RolloutPlanFile.Write(plan))
            ? bound
            : throw new RolloutException("The release is bound to another roll-out already.");
    }

    /// <summary>The roll-out that a release is bound to; null where it is to none.</summary>
    /// <exception cref="RolloutException">It is damaged, or another release's; the message says what.</exception>
    public static RolloutFolder? Load(ReleaseFolder release)
    {
        string path = Path.Combine(release.FolderPath, BoundName);
        if (!Directory.Exists(path)) return null;
        return Guarded(path, () =>
        {
            RolloutPlan plan = LoadPlan(path);
            RolloutJournal journal = ReadJournal(path, plan);
            return journal.Release == release.Release.Id
                ? new RolloutFolder(path, plan, journal)
                : throw new RolloutException($"{RolloutJournalFile.Name} is of another release.");
        });
    }

    /// <summary>Drives the roll-out until disposed: one process at a time takes reports down and funds waves.</summary>
    /// <returns>Null where another process does.</returns>
    public IDisposable? TryDrive() => FileLock.TryTake(Path.Combine(_path, DriveLockName));

    /// <summary>Changes the journal, as it lies on disk by now: whoever drives and people write it by turns.</summary>
    /// <param name="change">Makes the new journal of the present one; whatever it throws, nothing changes.</param>
    /// <param name="time">The clock that waits for another's turn to end.</param>
    /// <param name="cancellation">Cancels the waiting.</param>
    /// <exception cref="RolloutException">The journal is damaged, or another's turn does not end.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public async Task ChangeAsync(
        Func<RolloutJournal, RolloutJournal> change, TimeProvider time, CancellationToken cancellation = default)
    {
        using IDisposable turn = await FileLock.TakeAsync(Path.Combine(_path, JournalLockName), time, cancellation)
            .ConfigureAwait(false);
        Journal = ReadJournal(_path, Plan);
        RolloutJournal changed = change(Journal);
        byte[] written = RolloutJournalFile.Write(changed);
        if (!written.AsSpan().SequenceEqual(RolloutJournalFile.Write(Journal)))
            Durable.Write(Path.Combine(_path, RolloutJournalFile.Name), written);
        Journal = changed;
    }

    /// <summary>The tranche of the release that is a wave, added to the release's folder if it is not there
    /// yet.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public int TrancheOf(ReleaseFolder release, int wave)
    {
        int known = release.Journal.Tranches.FindIndex(
            each => each.FleetRoot == Roots[wave] && each.FleetSize == Plan.Waves[wave].Devices.Count);
        return known >= 0 ? known : release.Add(Plan.Waves[wave].Devices);
    }

    /// <summary>The journal of a plan that is bound to a release, as it lies on disk by now.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="plan">The plan.</param>
    /// <exception cref="RolloutException">It is damaged; the message says what.</exception>
    internal static RolloutJournal LoadJournal(string path, RolloutPlan plan) =>
        Guarded(path, () => ReadJournal(path, plan));

    private static RolloutJournal ReadJournal(string path, RolloutPlan plan) => RolloutJournalFile.Read(
        Read(path, RolloutJournalFile.Name, RolloutJournalFile.MaxBytes), plan.Waves.Length);

    private static void Write(string path, RolloutPlan plan, RolloutJournal? journal)
    {
        path = Path.GetFullPath(path);
        if (Directory.Exists(path) || File.Exists(path)) throw new IOException($"{path} is there already.");
        string draft = path + ".draft";
        if (Directory.Exists(draft)) Directory.Delete(draft, recursive: true);
        Directory.CreateDirectory(draft);
        for (int i = 0; i < plan.Waves.Length; i++)
            Durable.Write(Path.Combine(draft, FleetName(i)), plan.Waves[i].Devices.ToBytes());
        Durable.Write(Path.Combine(draft, RolloutPlanFile.Name), RolloutPlanFile.Write(plan));
        if (journal is not null)
            Durable.Write(Path.Combine(draft, RolloutJournalFile.Name), RolloutJournalFile.Write(journal));
        Directory.Move(draft, path);
    }

    private static T Guarded<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new RolloutException($"{path}: {e.Message}", e);
        }
    }

    private static FleetList ReadFleet(string path, int wave) =>
        FleetList.Parse(Read(path, FleetName(wave), (long)FleetList.MaxDevices * Address.Size));

    private static byte[] Read(string path, string name, long limit)
    {
        string file = Path.Combine(path, name);
        if (new FileInfo(file).Length > limit) throw new InvalidDataException($"{name} is larger than {limit} bytes.");
        return File.ReadAllBytes(file);
    }

    private static string FleetName(int wave) => $"wave-{wave}.bin";
}
