using FairOta.Core;
using FairOta.Sdk.Serving;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Serving;

[TestClass]
public sealed class HttpLimitsTests
{
    [TestMethod]
    public void LimitFairOta_WhatAConnectionMayFillUnasked_IsBoundedByLittleMoreThanABody()
    {
        KestrelServerOptions kestrel = new();
        kestrel.LimitFairOta(new ServingLimits());
        Assert.IsInRange(
            Limits.MaxRequestBytes, 4 * Limits.MaxRequestBytes, kestrel.Limits.MaxRequestBufferSize!.Value);
        Assert.AreEqual(Limits.MaxRequestBytes + 1, kestrel.Limits.MaxRequestBodySize);
    }
}
