using LiteVae.Pages;
using LiteVae.Runs.Description;

namespace LiteVae.Runs.Report;

/// <summary>The report's curves over images seen.</summary>
internal static class ReportCurves
{
    private static readonly CurveGroup s_losses = new("Losses", "loss/");

    private static readonly Dictionary<string, CurveTitle> s_titles = new()
    {
        ["loss/total"] = new("Total"),
        ["images_per_second"] = new("Speed", "images/s"),
        ["gradient_norm"] = new("Gradient norm"),
        ["learning_rate"] = new("Learning rate"),
    };

    public static Markup Section(ReportData data)
    {
        var shown = data.History.Series
            .Where(series => series.Value.Count >= 2 && !data.Run.Phases.Any(phase => phase.Figures.ContainsKey(series.Key)))
            .Where(series => s_losses.Contains(series.Key) || series.Value.Any(p => p.Value != series.Value[0].Value))
            .OrderBy(series => Order(series.Key)) // otherwise as they were first logged
            .ToArray();
        if (shown.Length == 0)
            return Markup.Empty;

        var phases = new List<(long, string)>();
        var images = 0L;
        foreach (var phase in data.Run.Phases)
        {
            phases.Add((images, phase.Name));
            images += phase.Steps * phase.BatchSize;
        }
        CurveGroup[] named = [s_losses, .. data.Run.Report.CurveGroups];
        Markup Draw(string title, CurveGroup? group) => Group(title, shown.Where(series => named.FirstOrDefault(g => g.Contains(series.Key)) == group).Select(series =>
            LineChart.Draw(TitleOf(series.Key, data), series.Value, group?.IsNoisy(series.Key) ?? series.Key == "gradient_norm", phases, data.Run.TotalImages)));
        return Markup.Of($"""
            <section>
            <h2>Curves</h2>
            <p class="note">Over images seen. Where there are two lines, the strong one is a running mean of the faint one{(phases.Count > 1 ? $"; dashed lines mark where the {data.Run.PhaseTerm} changes" : "")}. Point at a chart to read it.</p>
            {Markup.Join(named.Select(group => Draw(group.Title, group)))}{Draw("Course of the training", null)}</section>
            """);
    }

    private static Markup Group(string title, IEnumerable<Markup> charts)
    {
        var joined = Markup.Join(charts);
        return joined.Html.Length == 0 ? Markup.Empty : Markup.Of($"<h3>{title}</h3><div class=\"charts\">{joined}</div>");
    }

    private static int Order(string name) => name switch
    {
        "loss/total" => 0,
        _ when s_losses.Contains(name) => 1,
        _ when name.StartsWith("eval/", StringComparison.Ordinal) => 2,
        _ => 3,
    };

    private static CurveTitle TitleOf(string name, ReportData data)
    {
        if (data.Run.Report.CurveTitles.TryGetValue(name, out var title) || s_titles.TryGetValue(name, out title))
            return title;
        var words = name.Split('/', 2)[^1].Replace('_', ' ');
        return new CurveTitle(words.Length == 0 ? name : char.ToUpperInvariant(words[0]) + words[1..]);
    }
}
