namespace FairOta.Bench.Exchange;

/// <summary>A figure that somebody published, on another machine: for its order of magnitude.</summary>
/// <param name="System">What was measured, and at which size.</param>
/// <param name="Prepare">The seller's part.</param>
/// <param name="Check">The buyer's part before it pays.</param>
/// <param name="Wire">What is sent over the payload.</param>
/// <param name="Setup">Whether somebody has to be trusted once.</param>
/// <param name="Source">Where it stands.</param>
internal sealed record Published(
    string System, string Prepare, string Check, string Wire, string Setup, string Source)
{
    private const string PlaintextScale =
        "Khabbazian, Plaintext-Scale Fair Data Exchange, arXiv 2506.14944v3, abstract";

    private const string Practical =
        "Toward Practical Fair Data Exchange; Eliminating In-Circuit Public-Key Operations, April 2026, abstract";

    private const string PodNode = "zkPoD-node's README, 12 threads of an i7-8700K";

    /// <summary>All, the smallest payload first.</summary>
    public static readonly Published[] All =
    [
        new("CrowdPatching, 10 KB", "1,790 s", "—", "—", "yes",
            "Puggioni et al., Towards Decentralized IoT Updates Delivery, arXiv 2010.12134; figure taken over, not " +
            "read there by us"),
        new("FDE (VECK by ElGamal), 32 MiB", "6,295 s", "hours for tens of MiB", "≥ 10×", "KZG", PlaintextScale),
        new("VECK+ (ElGamal), 32 MiB", "4.8 s", "about 1 s", "≥ 10×", "KZG", PlaintextScale),
        new("VECK* (ElGamal), 32 MiB", "21.7 s with 512 samples, 41 s with 1,024", "VECK+ and < 0.1 s",
            "< 1.5×", "KZG, zk-SNARK", PlaintextScale + "; proving as " + Practical + " measured it"),
        new("FDE without public keys in the circuit, 2^20 elements (32 MiB)",
            "3.07 s with 512 samples, 3.8 s with 1,024", "10–21 ms", "—", "KZG, zk-SNARK", Practical),
        new("zkPoD PoD-CR, 1 GiB (disputes)", "124 s", "119 s", "2.16×", "—", PodNode),
        new("zkPoD PoD-AS*, 1 GiB", "34,540 s", "344 s", "2.17×", "zk-SNARK", PodNode),
    ];
}
