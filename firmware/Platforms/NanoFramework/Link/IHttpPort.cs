using FairOta.Agent;

namespace FairOta.Platforms.NanoFramework;

/// <summary>One HTTP request at a time, over calls that wait. Used by one thread. No call throws.</summary>
public interface IHttpPort
{
    /// <summary>Sends, and waits for status line and headers; status 0 where nobody answered.</summary>
    LinkResponse Send(LinkRequest request);

    /// <summary>
    /// Waits a little for bytes of the body, into buffer[offset .. offset + count) with a count of at least 256: how
    /// many came, 0 for none yet or none any more, below 0 where the connection broke.
    /// </summary>
    int Read(byte[] buffer, int offset, int count);

    /// <summary>Ends the request, wherever it stands. Harmless when none is open.</summary>
    void Close();
}
