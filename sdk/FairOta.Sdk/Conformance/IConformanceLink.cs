using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace FairOta.Sdk.Conformance;

/// <summary>Carries questions to one server.</summary>
internal interface IConformanceLink
{
    /// <summary>Asks.</summary>
    /// <param name="question">The question.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="HttpRequestException">The server cannot be reached, breaks off or is too slow.</exception>
    /// <exception cref="InvalidDataException">Its answer is longer than the question allows.</exception>
    Task<Reply> AskAsync(Question question, CancellationToken cancellation);
}
