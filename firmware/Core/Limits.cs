namespace FairOta.Core;

/// <summary>Every limit that PROTOCOL.md puts on what enters, in one place.</summary>
public static class Limits
{
    /// <summary>Largest image: 64 MiB.</summary>
    public const int MaxImageBytes = 64 * 1024 * 1024;

    /// <summary>Smallest segment; every segment size is a multiple of it.</summary>
    public const int MinSegmentBytes = 16;

    /// <summary>Largest segment.</summary>
    public const int MaxSegmentBytes = 4096;

    /// <summary>Most segments of a package, its tail not counted.</summary>
    public const int MaxSegments = 16384;

    /// <summary>Fewest samples λ.</summary>
    public const int MinSamples = 32;

    /// <summary>Most samples λ.</summary>
    public const int MaxSamples = 64;

    /// <summary>A package has at least this many segments for every sample.</summary>
    public const int SegmentsPerSample = 8;

    /// <summary>Largest signed manifest.</summary>
    public const int MaxManifestBytes = 4096;

    /// <summary>Most origins in a manifest.</summary>
    public const int MaxOrigins = 8;

    /// <summary>Most manifest keys in a manifest.</summary>
    public const int MaxManifestKeys = 4;

    /// <summary>Longest base URL of an origin or a distributor, in bytes of UTF-8.</summary>
    public const int MaxUrlBytes = 120;

    /// <summary>Largest request body.</summary>
    public const int MaxRequestBytes = 16 * 1024;

    /// <summary>Most bytes of one answer with segments or repairs.</summary>
    public const int MaxSegmentAnswerBytes = 64 * 1024;

    /// <summary>A session delivers at most this many times the package.</summary>
    public const int MaxDownloadsPerSession = 4;

    /// <summary>Sessions of one device for one release, at one distributor.</summary>
    public const int MaxSessionsPerDevice = 4;

    /// <summary>Answered and unpaid challenges of one device for one release, at one distributor.</summary>
    public const int MaxUnpaidChallengesPerDevice = 2;

    /// <summary>Sessions that a device opens for one release at one distributor.</summary>
    public const int MaxSessionsPerDistributor = 2;

    /// <summary>Longest list of distributors.</summary>
    public const int MaxDistributors = 64;

    /// <summary>Deepest path in a package tree: ⌈log₂(16,385)⌉ siblings.</summary>
    public const int MaxPathNodes = 15;

    /// <summary>A distributor offers a proof of distribution valid for this long.</summary>
    public const long OfferedValiditySeconds = 20 * 3600;

    /// <summary>A device signs only if the proof is valid for longer than this.</summary>
    public const long MinSignedValiditySeconds = 4 * 3600;

    /// <summary>A device signs only if the proof is valid for at most this long.</summary>
    public const long MaxSignedValiditySeconds = 24 * 3600;

    /// <summary>A validUntil further ahead than this was signed under a wrong time and binds no more.</summary>
    public const long MaxBindingSeconds = 48 * 3600;

    /// <summary>A device keeps the sealed package for this long after validUntil.</summary>
    public const long KeepSealedSeconds = 600;

    /// <summary>A challenge that stays unanswered for this long, while others answer, bars the distributor.</summary>
    public const long UnansweredChallengeSeconds = 24 * 3600;

    /// <summary>No session is opened this close to the claim deadline.</summary>
    public const long OpenBeforeDeadlineSeconds = 6 * 3600;

    /// <summary>The escrow takes a reservation only if validUntil is at least this far ahead.</summary>
    public const long MinReservedValiditySeconds = 3 * 3600;

    /// <summary>The escrow takes a delivery only if validUntil is at most this far ahead.</summary>
    public const long MaxReservedValiditySeconds = 24 * 3600;

    /// <summary>Repairs are answered until this long after the claim deadline.</summary>
    public const long RepairAfterDeadlineSeconds = 7 * 24 * 3600;

    /// <summary>Reports are taken until this long after the claim deadline.</summary>
    public const long ReportAfterDeadlineSeconds = 7 * 24 * 3600;

    /// <summary>Most reports of one answer.</summary>
    public const int MaxReportsPerAnswer = 256;

    /// <summary>What a vendor may reclaim, it may from this long after the claim deadline.</summary>
    public const long ReclaimAfterDeadlineSeconds = 24 * 3600;

    /// <summary>Largest set of application assemblies (payload format 2), its index included.</summary>
    public const int MaxAssemblySetBytes = 32 * 1024;

    /// <summary>Largest assembly of a set: a device keeps each in one array.</summary>
    public const int MaxAssemblyBytes = 16 * 1024;

    /// <summary>Most assemblies of a set.</summary>
    public const int MaxAssemblies = 8;

    /// <summary>Longest name of an assembly, in bytes of UTF-8.</summary>
    public const int MaxAssemblyNameBytes = 64;

    /// <summary>Longest full name of the type that a set is started with, in bytes of UTF-8.</summary>
    public const int MaxEntryTypeBytes = 128;

    /// <summary>Largest index of a set: eight assemblies of the longest names.</summary>
    public const int MaxAssemblyIndexBytes = 1024;
}
