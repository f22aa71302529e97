using System;
using System.Runtime.InteropServices;
using System.Threading;
using FairOta.Cli;

// The first Ctrl-C, and a service manager's SIGTERM, end the work in good order; the second Ctrl-C ends the process.
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
};
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    stop.Cancel();
});
return await new Tool(Terminal.OfThisProcess()).RunAsync(args, stop.Token);
