using System;

namespace FairOta.Sdk.Vendor;

/// <summary>A key file cannot be used: damaged, of another form, for another purpose, or under another passphrase. The
/// message never holds a secret.</summary>
public sealed class KeyFileException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A release cannot be made as planned, or what lies in its folder is not what was signed.</summary>
public sealed class ReleaseException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A release cannot be published, funded further or reclaimed; what the chain holds is unchanged by this
/// call.</summary>
public sealed class PublishException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>An earlier try may have sent the transaction that funds a tranche, and nothing tells whether it still
/// comes. Sending again could pay twice, so somebody must look at the account first.</summary>
public sealed class PublishUncertainException(string message) : Exception(message);
