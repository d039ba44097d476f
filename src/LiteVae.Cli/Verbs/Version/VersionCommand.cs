using System.CommandLine;
using System.CommandLine.Invocation;
using LiteVae.Cli.Shared;

namespace LiteVae.Cli.Verbs.Version;

internal static class VersionCommand
{
    public static Command Create(Session session)
    {
        var json = SharedOptions.Json();
        var command = new Command("version", "Show the version of the tool, of libtorch and of .NET, and which kernels compute.") { json };
        command.SetAction(parsed => new VersionVerb(session).Run(parsed.GetValue(json)));
        return command;
    }

    /// <summary><c>litevae --version</c>, which is the same.</summary>
    public static Option CreateOption(Session session) => new VersionOption { Action = new Print(session), Description = "Show the version of the tool, of libtorch and of .NET." };

    private sealed class Print(Session session) : SynchronousCommandLineAction
    {
        public override bool Terminating => true;

        public override int Invoke(ParseResult parseResult) => new VersionVerb(session).Run(json: false);
    }
}
