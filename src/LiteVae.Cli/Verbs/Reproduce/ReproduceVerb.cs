using System.Text.Json.Nodes;
using LiteVae.Cli.Shared;
using LiteVae.Experiments;
using Spectre.Console;
using static System.FormattableString;

namespace LiteVae.Cli.Verbs.Reproduce;

/// <summary>Does a table of the paper again.</summary>
internal sealed class ReproduceVerb(Session session)
{
    public int Run(ReproduceRequest request)
    {
        var experiment = Experiment.Read(request.Table);
        OutputPath.CreateFolder(request.Output);
        var options = new ReproductionOptions
        {
            Scale = request.Scale,
            Output = request.Output,
            Data = request.Data,
            Seeds = request.Seeds,
            Settings = request.Settings,
            Device = request.Compute.Prepare(),
        };
        session.OnStopSay("finishing this step, then saving");
        try
        {
            using var progress = new ReproductionProgress(session.Terminal);
            var result = Reproduction.Run(experiment, options, progress, session.CancellationToken);
            if (request.Json)
                session.Terminal.Result(Reproduction.ToJson(result));
            else
                Print(result);
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (session.CancellationToken.IsCancellationRequested)
        {
            session.Terminal.Message($"Stopped. What was trained is in {request.Output}: the same command goes on with it.");
            if (request.Json)
                session.Terminal.Result(new JsonObject { ["table"] = experiment.Id, ["outcome"] = "interrupted", ["output"] = Path.GetFullPath(request.Output) });
            return ExitCode.Interrupted;
        }
    }

    private void Print(ReproductionResult result)
    {
        var terminal = session.Terminal;
        foreach (var notice in result.Notices)
            terminal.Message(notice);
        var columns = result.Rows.SelectMany(r => r.Figures).Select(f => (f.Name, f.Resolution, f.Heading)).Distinct().ToList();
        var table = new Table().Border(TableBorder.Rounded).AddColumn("row");
        foreach (var (name, _, heading) in columns)
            table.AddColumn(new TableColumn(Markup.Escape(heading)).RightAligned());
        foreach (var row in result.Rows)
            table.AddRow([Markup.Escape(row.Caption), .. columns.Select(c => Markup.Escape(Cell(row, c.Name, c.Resolution)))]);
        terminal.Results.Write(table);
        foreach (var claim in result.Claims)
            terminal.Result($"{claim.Text} {claim.Sentence}");
        terminal.Result($"page: {result.Page}");
        terminal.Result($"json: {result.Json}");
    }

    private static string Cell(MeasuredRow row, string name, int? resolution)
    {
        var measured = row.Figures.FirstOrDefault(f => f.Name == name && f.Resolution == resolution)?.Text ?? "-";
        return row.Paper.TryGetValue(name, out var paper) ? Invariant($"{measured} (paper: {paper})") : measured;
    }
}
