using FairOta.Core;

namespace FairOta.Agent;

/// <summary>
/// Every limit and interval of the agent beside the protocol's own, which are <see cref="Limits"/> of Core. The
/// defaults suit a microcontroller.
/// </summary>
public sealed class AgentLimits
{
    /// <summary>Sources of different hosts whose Dates give T where the device has no clock.</summary>
    public const int TimeSources = 3;

    /// <summary>Sources asked for the newest manifest.</summary>
    public const int ManifestSources = 2;

    /// <summary>Sources learned from any one list, so that no single source fills the book.</summary>
    public const int SourcesPerList = 32;

    /// <summary>Largest distributor list in bytes: 64 entries of an address and a base URL.</summary>
    public const int DistributorListBytes = Limits.MaxDistributors * (Limits.MaxUrlBytes + 32);

    /// <summary>Releases that failed their trial and are remembered.</summary>
    public const int BarredReleases = 16;

    /// <summary>Receipts that may bind at the same time, over all releases.</summary>
    public const int Bindings = 8;

    /// <summary>Distributors of which something is remembered for a release.</summary>
    public const int RememberedDistributors = 32;

    /// <summary>
    /// Largest answer to a challenge: 64 samples of an evaluation and the longest path, and their heads.
    /// </summary>
    public const int ChallengeAnswerBytes = 16 + Limits.MaxSamples * (40 + Limits.MaxPathNodes * 32);

    /// <summary>Largest answer with a key.</summary>
    public const int KeyAnswerBytes = 64;

    /// <summary>Key rotations followed in one discovery.</summary>
    public const int RotationsPerDiscovery = 8;

    /// <summary>Bad segments repaired before the package is opened again.</summary>
    public const int RepairsPerPass = 64;

    /// <summary>Times an Open without an answer is sent before others are tried; later it is the same again.</summary>
    public const int OpenAttempts = 3;

    /// <summary>Rounds of repair in a row that may mend nothing before the session is given up.</summary>
    public const int RepairRounds = 16;

    /// <summary>
    /// Trials that end without confirmation before the release counts as failed. More than one, because a power cut
    /// during a trial looks like a crash; an image that the application rejects fails at once.
    /// </summary>
    public const int Trials = 3;

    /// <summary>Times a session is fetched again because the distributor's digest differs.</summary>
    public const int Refetches = 2;

    /// <summary>Largest answer of a node read, in bytes.</summary>
    public const int NodeAnswerBytes = 256 * 1024;

    /// <summary>Values taken from one answer of a node.</summary>
    public const int NodeValues = 16;

    /// <summary>Other sources asked for the key in one round.</summary>
    public const int KeySources = 8;

    /// <summary>
    /// Polls for the key after which the receipt is handed in again: the distributor may have lost it.
    /// </summary>
    public const int PollsPerReceipt = 8;

    /// <summary>Candidates for which a node is asked whether they revealed.</summary>
    public const int PreferenceQueries = 8;

    /// <summary>Reports kept until somebody takes them; a newer one takes the place of the oldest.</summary>
    public const int PendingReports = 2;

    /// <summary>Sources that take a report before the device is done with it: the first may keep it back.</summary>
    public const int ReportTakers = 2;

    /// <summary>Sources that a report is sent to in one round.</summary>
    public const int ReportSources = 8;

    /// <summary>
    /// Rounds in which nobody takes a report before it is given up: two days and some, as the pauses grow from
    /// <see cref="RetryMs"/> to <see cref="DiscoveryMs"/>.
    /// </summary>
    public const int ReportRounds = 64;

    /// <summary>Bytes fetched and staged at a time: at least 4096 (the largest segment), at most 65,536.</summary>
    public int PieceBytes { get; set; } = 4096;

    /// <summary>Bytes read from the link in one step.</summary>
    public int ReadBytes { get; set; } = 512;

    /// <summary>Segments opened or installed in one step.</summary>
    public int SegmentsPerStep { get; set; } = 4;

    /// <summary>Longest time for one request, answer included.</summary>
    public int RequestMs { get; set; } = 60 * 1000;

    /// <summary>First wait after a failed request; doubled each time.</summary>
    public int RetryMs { get; set; } = 2 * 1000;

    /// <summary>Longest wait between two attempts, whatever Retry-After says.</summary>
    public int LongestRetryMs { get; set; } = 15 * 60 * 1000;

    /// <summary>Failed attempts in a row after which another distributor is tried, if there is one.</summary>
    public int Attempts { get; set; } = 6;

    /// <summary>A download slower than this on average is given up where another distributor could serve.</summary>
    public int SlowestBytesPerSecond { get; set; } = 256;

    /// <summary>
    /// First wait between two rounds of asking for the key; doubled up to <see cref="LongestRetryMs"/>.
    /// </summary>
    public int KeyPollMs { get; set; } = 15 * 1000;

    /// <summary>Time between two discoveries while there is nothing to do.</summary>
    public int DiscoveryMs { get; set; } = 60 * 60 * 1000;

    /// <summary>How long no distributor must have been usable before an origin's package is taken.</summary>
    public int OriginDelayMs { get; set; } = 60 * 60 * 1000;

    /// <summary>How long an image may stay on trial unconfirmed before the agent reverts it.</summary>
    public int TrialMs { get; set; } = 10 * 60 * 1000;
}
