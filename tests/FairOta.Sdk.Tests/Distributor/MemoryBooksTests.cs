using FairOta.Sdk.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

[TestClass]
public sealed class MemoryBooksTests : BooksContract
{
    private readonly MemoryBooks _books = new();

    private protected override IDistributorBooks Books => _books;
}
