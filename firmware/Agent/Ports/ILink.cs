namespace FairOta.Agent;

/// <summary>
/// The device's one connection to the network: a request at a time, over HTTP/1.1. No call waits: while nothing
/// can be said yet the answer is null or 0, and the agent asks again in its next step.
/// </summary>
/// <remarks>
/// An implementation follows no redirect, sends no credentials and no cookies, and refuses to connect to a private
/// address where <see cref="LinkRequest.PublicOnly"/> says so. It need not time out: the agent does.
/// </remarks>
public interface ILink
{
    /// <summary>Begins a request. Called only when no other is open.</summary>
    void Start(LinkRequest request);

    /// <summary>
    /// Null while pending; then the same answer until <see cref="Close"/>, with status 0 where nobody answered.
    /// </summary>
    LinkResponse Poll();

    /// <summary>
    /// Reads from the body of the answer into buffer[offset .. offset + count).
    /// More than 0: that many bytes; <see cref="LinkRead.Pending"/>, <see cref="LinkRead.End"/> or
    /// <see cref="LinkRead.Broken"/> otherwise.
    /// </summary>
    int Read(byte[] buffer, int offset, int count);

    /// <summary>Ends the request, wherever it stands. Harmless when none is open.</summary>
    void Close();
}
