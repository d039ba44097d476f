using System.Text.Json.Nodes;
using LiteVae.Cli.Shared;
using LiteVae.Experiments;
using Spectre.Console;
using static System.FormattableString;

namespace LiteVae.Cli.Verbs.Reproduce;

/// <summary>Shows all tables: what each compares, needs and takes on this machine.</summary>
internal sealed class ReproduceListVerb(Session session)
{
    private static readonly ExperimentScale[] s_scales = Enum.GetValues<ExperimentScale>();

    public int Run(Compute compute, bool json)
    {
        var device = compute.Prepare();
        var speed = MachineSpeed.Measure(device);
        var experiments = Experiment.Shipped.Select(name => Experiment.Read(name)).ToList();
        if (json)
            session.Terminal.Result(ToJson(experiments, speed, compute));
        else
            Print(experiments, speed);
        return ExitCode.Done;
    }

    private void Print(IReadOnlyList<Experiment> experiments, MachineSpeed speed)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("table", "compares", "trainings", "quick", "small", "paper", "needs");
        foreach (var experiment in experiments)
        {
            var outlines = s_scales.Select(experiment.OutlineAt).ToArray();
            table.AddRow([
                Markup.Escape(experiment.Id), Markup.Escape(experiment.Title), string.Join(", ", outlines.Select(o => o.Trainings)),
                .. outlines.Select(o => Time(o, speed)), Markup.Escape(Needs(outlines)),
            ]);
        }
        session.Terminal.Results.Write(table);
        session.Terminal.Result(Invariant($"Times are estimates for one training of each row on this machine, from the multiplications of the networks and {speed.MultiplicationsPerSecond / 1e9:0.0} GMAC/s that a few training steps reached just now; they may be wrong by a factor of two, and of the scale \"paper\" leave out perceptual networks. Rows that tables in one --output have in common are trained once."));
    }

    private static string Time(ExperimentOutline outline, MachineSpeed speed) => outline.Trainings == 0 ? "seconds" : Words(speed.Estimate(outline));

    private static string Words(TimeSpan time) => time switch
    {
        { TotalDays: >= 700 } => Invariant($"{time.TotalDays / 365:0} years"),
        { TotalDays: >= 2 } => Invariant($"{time.TotalDays:0} days"),
        { TotalHours: >= 1 } => Invariant($"{time.TotalHours:0.0} h"),
        _ => Invariant($"{Math.Max(1, time.TotalMinutes):0} min"),
    };

    private static string Needs(ExperimentOutline[] outlines)
    {
        List<string> needs = [];
        if (outlines[0].Weights.Count > 0)
            needs.Add($"weights: {string.Join(", ", outlines[0].Weights)}");
        if (outlines[0].OptionalWeights.Count > 0)
            needs.Add($"better with: {string.Join(", ", outlines[0].OptionalWeights)}");
        var paper = outlines[^1];
        if (paper.Trainings > 0)
            needs.Add($"paper: {string.Join(", ", paper.Data.Concat(paper.Weights))}");
        return needs.Count == 0 ? "nothing" : string.Join("; ", needs);
    }

    private static JsonObject ToJson(IReadOnlyList<Experiment> experiments, MachineSpeed speed, Compute compute) => new()
    {
        ["device"] = compute.Device,
        ["multiplications_per_second"] = speed.MultiplicationsPerSecond,
        ["tables"] = new JsonArray([.. experiments.Select(e => new JsonObject
        {
            ["table"] = e.Id,
            ["title"] = e.Title,
            ["source"] = e.Source,
            ["scales"] = new JsonObject(s_scales.Select(s => KeyValuePair.Create<string, JsonNode?>(s.ToString().ToLowerInvariant(), ToJson(e.OutlineAt(s), speed)))),
        })]),
    };

    private static JsonObject ToJson(ExperimentOutline outline, MachineSpeed speed) => new()
    {
        ["rows"] = outline.Rows,
        ["trainings"] = outline.Trainings,
        ["data"] = Texts(outline.Data),
        ["weights"] = Texts(outline.Weights),
        ["optional_weights"] = Texts(outline.OptionalWeights),
        ["multiplications"] = outline.Multiplications,
        ["estimated_seconds"] = Math.Round(speed.Estimate(outline).TotalSeconds),
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode?)t)]);
}
