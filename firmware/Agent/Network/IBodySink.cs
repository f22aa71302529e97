namespace FairOta.Agent;

/// <summary>Takes the body of an answer as it comes.</summary>
internal interface IBodySink
{
    /// <summary>
    /// Takes data[offset .. offset + count); false once it wants no more, which closes the connection.
    /// </summary>
    bool Take(byte[] data, int offset, int count);
}
