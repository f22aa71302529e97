using System;
using System.Collections.Generic;
using FairOta.Agent;
using FairOta.Platforms.NanoFramework;

namespace FairOta.Platforms.Tests.NanoFramework;

/// <summary>A connection whose answers a test lays out beforehand.</summary>
internal sealed class ScriptedPort : IHttpPort
{
    public List<string> Calls { get; } = [];

    public LinkResponse Response { get; set; } = new(200);

    /// <summary>What each read gives: bytes, none for "nothing yet", null for a broken connection.</summary>
    public Queue<byte[]?> Reads { get; } = [];

    /// <summary>Done in the middle of the next call, as by another thread.</summary>
    public Action? Meanwhile { get; set; }

    public LinkResponse Send(LinkRequest request)
    {
        Calls.Add("send " + request.Url);
        Interrupt();
        return Response;
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        Calls.Add("read");
        byte[]? bytes = Reads.TryDequeue(out byte[]? next) ? next : [];
        Interrupt();
        if (bytes == null)
            return LinkRead.Broken;
        bytes.CopyTo(buffer, offset);
        return bytes.Length;
    }

    public void Close() => Calls.Add("close");

    private void Interrupt()
    {
        Action? act = Meanwhile;
        Meanwhile = null;
        act?.Invoke();
    }
}
