using System;
using FairOta.Sdk.Distributor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FairOta.Sdk.Postgres;

/// <summary>Keeps an embedded distributor's books in PostgreSQL.</summary>
public static class PostgresHosting
{
    /// <summary>Keeps sessions, earnings, reports and the account's transactions in a database of PostgreSQL 13 or
    /// newer, in its schema <c>fairota</c>, which is made if need be. Any number of hosts of the same distributor may
    /// share it, behind one address; each has a folder of its own for packages, and all have the same
    /// <see cref="DistributorOptions.SecretFile"/>. A database has one distributor.</summary>
    /// <remarks>Where the database cannot be reached when the host starts, the start fails with a
    /// <see cref="BooksUnavailableException"/>; with an <see cref="System.IO.InvalidDataException"/> where it has the
    /// books of another distributor or of a newer program. Later on, what needs the books is answered with 503 until it
    /// is there again. Answers wait for the database on threads of the pool, which is told to have at least
    /// 32.</remarks>
    /// <param name="services">The host's services, with a distributor or before one is added.</param>
    /// <param name="connectionString">As Npgsql takes it. The connection must be the server's own or, through a pooler,
    /// kept for a whole session.</param>
    public static IServiceCollection AddFairOtaPostgres(this IServiceCollection services, string connectionString) =>
        services.Replace(ServiceDescriptor.Singleton<IDistributorState>(p => new PostgresState(
            connectionString,
            p.GetRequiredService<DistributorOptions>(),
            p.GetRequiredService<IRandomness>(),
            p.GetRequiredService<TimeProvider>())));
}
