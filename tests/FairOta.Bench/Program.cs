using System;
using System.Globalization;
using System.Linq;
using FairOta.Bench;
using FairOta.Bench.Crypto;
using FairOta.Bench.Exchange;
using FairOta.Bench.Growth;
using FairOta.Bench.Reports;

const string Use = """
    Use: FairOta.Bench crypto | exchange [--snark KIB] | device | contract | fleet [--measure DEVICES,…] [--write]
    --write puts tables and plots into the README that shows them; else the tables are printed.
    """;
bool write = args.Contains("--write");
string here = Repository.At("tests", "FairOta.Bench");
switch (args.Where(word => word != "--write").ToArray())
{
    case ["crypto"]:
        return Give((CryptoBench.Run(), here));
    case ["exchange"]:
        return Give((ExchangeBench.Run(snarkKiB: 0), here));
    case ["exchange", "--snark", var text] when int.TryParse(text, out int kiB) && kiB is >= 2 and <= 64:
        return Give((ExchangeBench.Run(kiB), here));
    case ["device"]:
        return Give(Committed.Device(), (DeviceHistory.Report(DeviceHistory.Read()), Committed.Device().Folder));
    case ["contract"]:
        return Give(Committed.Contract());
    case ["fleet"]:
        return Give(Committed.Fleet());
    case ["fleet", "--measure", var text]:
        Committed.MeasureFleets(text.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture)));
        return Give(Committed.Fleet());
    default:
        Console.Error.WriteLine(Use);
        return 2;
}

int Give(params (Report Report, string Folder)[] reports)
{
    foreach (var (report, folder) in reports)
    {
        if (write) report.WriteTo(folder);
        else Console.Write(report);
    }

    return 0;
}
