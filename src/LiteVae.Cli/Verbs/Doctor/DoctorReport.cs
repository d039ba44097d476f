using System.Text.Json.Nodes;
using Spectre.Console;

namespace LiteVae.Cli.Verbs.Doctor;

/// <summary>All findings, and how they are shown.</summary>
internal sealed record DoctorReport(IReadOnlyList<(Check Check, CheckResult Result)> Findings)
{
    /// <summary>Whether everything that is needed works.</summary>
    public bool Works => Findings.All(f => f.Result.State != CheckState.Missing || !f.Check.Essential);

    public JsonObject ToJson() => new()
    {
        ["works"] = Works,
        ["checks"] = new JsonArray([.. Findings.Select(f => new JsonObject
        {
            ["name"] = f.Check.Name,
            ["state"] = Name(f.Result.State),
            ["essential"] = f.Check.Essential,
            ["finding"] = f.Result.Finding,
            ["advice"] = f.Result.Advice,
        })]),
    };

    public void Print(Terminal terminal)
    {
        var width = Findings.Max(f => f.Check.Name.Length);
        foreach (var (check, result) in Findings)
        {
            terminal.Results.Markup($"[{Color(result.State)}]{Name(result.State),-7}[/]  ");
            terminal.Result($"{check.Name.PadRight(width)}  {result.Finding}{(result.Advice is null ? "" : $". {result.Advice}")}");
        }
        terminal.Result("");
        terminal.Result(Works ? "Everything that is needed works." : "Something that is needed does not work: see the lines marked missing.");
    }

    private static string Name(CheckState state) => state.ToString().ToLowerInvariant();

    private static string Color(CheckState state) => state switch
    {
        CheckState.Ok => "green",
        CheckState.Warning => "yellow",
        _ => "red",
    };
}
