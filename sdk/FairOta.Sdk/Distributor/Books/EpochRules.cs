using System;

namespace FairOta.Sdk.Distributor;

/// <summary>
/// Decides at start whether the books may be older than the answers given. If they may, a session that they show
/// unanswered could have been answered, and a second challenge over the same polynomial would give half of its secret
/// away. So a new epoch begins: polynomials change, and what was opened before and shows no answer is over.
/// </summary>
/// <remarks>
/// Each answered challenge counts the mark on in the books first, then outside of them, then the answer leaves. Books
/// that are behind the outside mark, or of another epoch, or without one on either side are new, restored or empty.
/// Books that are ahead wrote an answer that never left, which does no harm. The outside mark must not be part of the
/// same backup (nor of the same snapshot of a machine) as the books; one that is restored with them hides what it is
/// there to show.
/// </remarks>
internal static class EpochRules
{
    /// <summary>The mark to go on with.</summary>
    /// <param name="books">The mark in the books.</param>
    /// <param name="outside">The mark outside, or null.</param>
    /// <param name="fresh">A random value for a new epoch.</param>
    public static EpochMark Resolve(EpochMark books, EpochMark? outside, Guid fresh) =>
        books.Epoch != Guid.Empty && outside is { } mark && mark.Epoch == books.Epoch && mark.Answered <= books.Answered
            ? books
            : new EpochMark(fresh, 0);
}
