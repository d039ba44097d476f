using System.CommandLine;
using LiteVae.Cli.Shared;

namespace LiteVae.Cli.Verbs.Report;

internal static class ReportCommand
{
    public static Command Create(Session session)
    {
        var runs = new Argument<string[]>("run") { Description = "Run folders. One: its report is written anew. Several: all of them side by side.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--output", "-o") { Description = "The page; where one run is given and this is not, its report.html.", HelpName = "file.html" };
        var json = SharedOptions.Json();
        var command = new Command("report", "Write the report of a run, or of several runs side by side.") { runs, output, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(runs) is { Length: > 1 } several && result.GetResult(output) is null)
                result.AddError($"Say where the page of {several.Length} runs goes, with --output.");
        });
        command.SetAction(parsed => new ReportVerb(session).Run(parsed.GetValue(runs)!, parsed.GetValue(output), parsed.GetValue(json)));
        return command;
    }
}
