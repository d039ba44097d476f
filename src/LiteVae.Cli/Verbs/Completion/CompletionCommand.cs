using System.CommandLine;

namespace LiteVae.Cli.Verbs.Completion;

internal static class CompletionCommand
{
    public static Command Create(Session session)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or pwsh (PowerShell)." };
        shell.AcceptOnlyFromAmong([.. CompletionScripts.All.Keys]);
        var command = new Command("completion", "Print a script that completes verbs, options, presets and recipes in a shell; docs/command-line.md says where it goes.") { shell };
        command.SetAction(parsed =>
        {
            session.Terminal.Result(CompletionScripts.All[parsed.GetValue(shell)!]);
            return ExitCode.Done;
        });
        return command;
    }
}
