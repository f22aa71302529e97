using System.CommandLine;
using System.IO;
using System.Text;
using FairOta.Cli.Commands;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli;

/// <summary>Where the passphrase of key files comes from: never the command line itself.</summary>
internal sealed class PassphraseOptions
{
    private const string DefaultVariable = "FAIROTA_PASSPHRASE";
    private const int MaxBytes = 1024;
    private const int LeastNew = 8;

    private readonly Option<string?> _file = Opt.Of<string?>(
        "--passphrase-file", "file", "File whose first line is the passphrase of the key files.", Opt.ExistingFile);

    private readonly Option<string?> _variable = Opt.Of<string?>(
        "--passphrase-env", "name",
        $"Environment variable that holds it. Without either: {DefaultVariable}, else it is asked for.",
        name => name);

    public PassphraseOptions(Command command)
    {
        command.Add(_file);
        command.Add(_variable);
    }

    /// <summary>The passphrase of an existing key file.</summary>
    /// <exception cref="CliException">There is none, and nobody can be asked.</exception>
    public string Get(Invocation call) => Given(call) ?? Ask(call, "Passphrase: ");

    /// <summary>A passphrase for new key files, at least 8 characters.</summary>
    /// <exception cref="CliException">There is none, it is too short, or typed differently the second time.</exception>
    public string GetNew(Invocation call)
    {
        string? passphrase = Given(call);
        if (passphrase is null)
        {
            passphrase = Ask(call, "New passphrase: ");
            if (Ask(call, "The same again: ") != passphrase)
                throw new CliException(ExitCodes.Usage, "The two passphrases differ; try again.");
        }

        return passphrase.Length >= LeastNew
            ? passphrase
            : throw new CliException(ExitCodes.Usage, $"A passphrase has at least {LeastNew} characters.");
    }

    /// <summary>Reads a key file.</summary>
    public KeyPair Read(Invocation call, string path, KeyKind kind)
    {
        string passphrase = Get(call);
        call.Progress($"Unlocking {Path.GetFileName(path)} …");
        return KeyFile.Read(path, passphrase, kind);
    }

    private static string Ask(Invocation call, string prompt)
    {
        if (!call.Terminal.IsInteractive)
        {
            throw new CliException(
                ExitCodes.Usage, $"A passphrase is needed: set {DefaultVariable} or pass --passphrase-file.");
        }

        call.Terminal.Error.Write(prompt);
        return call.Terminal.ReadSecret() ?? throw new CliException(ExitCodes.Usage, "No passphrase was typed.");
    }

    private string? Given(Invocation call)
    {
        if (call.Get(_file) is string file)
        {
            if (new FileInfo(file).Length > MaxBytes)
                throw new CliException(ExitCodes.Usage, $"A passphrase file has at most {MaxBytes} bytes.");
            using var reader = new StreamReader(file, Encoding.UTF8);
            return reader.ReadLine() ?? "";
        }

        return call.Get(_variable) is string name
            ? call.Terminal.Environment(name)
                ?? throw new CliException(ExitCodes.Usage, $"The environment variable {name} is not set.")
            : call.Terminal.Environment(DefaultVariable);
    }
}
