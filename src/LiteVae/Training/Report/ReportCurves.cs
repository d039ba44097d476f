using LiteVae.Pages;

namespace LiteVae.Training.Report;

/// <summary>The report's curves over images seen.</summary>
internal static class ReportCurves
{
    private static readonly Dictionary<string, (string Title, string Unit)> Titles = new()
    {
        ["loss/total"] = ("Total", ""),
        ["loss/l1"] = ("L1", ""),
        ["loss/kl"] = ("KL", ""),
        ["eval/psnr"] = ("PSNR of the samples", "dB"),
        ["eval/ssim"] = ("SSIM of the samples", ""),
        ["images_per_second"] = ("Speed", "images/s"),
        ["gradient_norm"] = ("Gradient norm", ""),
        ["learning_rate"] = ("Learning rate", ""),
    };

    public static Markup Section(ReportData data)
    {
        var shown = data.History.Series
            .Where(series => series.Value.Count >= 2 && series.Key != "resolution")
            .Where(series => IsLoss(series.Key) || series.Value.Any(p => p.Value != series.Value[0].Value))
            .OrderBy(series => Order(series.Key)) // otherwise as they were first logged
            .ToArray();
        if (shown.Length == 0)
            return Markup.Empty;

        var phases = new List<(long, string)>();
        var images = 0L;
        foreach (var phase in data.Run.Phases)
        {
            phases.Add((images, $"{phase.Resolution} px"));
            images += phase.Steps * phase.BatchSize;
        }
        Markup Charts(bool losses) => Markup.Join(shown.Where(series => IsLoss(series.Key) == losses).Select(series =>
            LineChart.Draw(Title(series.Key).Title, Title(series.Key).Unit, series.Value, IsNoisy(series.Key), phases, data.Run.TotalImages)));
        var (loss, other) = (Charts(losses: true), Charts(losses: false));
        return Markup.Of($"""
            <section>
            <h2>Curves</h2>
            <p class="note">Over images seen. Where there are two lines, the strong one is a running mean of the faint one{(phases.Count > 1 ? "; dashed lines mark where the resolution changes" : "")}. Point at a chart to read it.</p>
            {Group("Losses", loss)}{Group("Course of the training", other)}</section>
            """);
    }

    private static Markup Group(string title, Markup charts) => charts.Html.Length == 0
        ? Markup.Empty : Markup.Of($"<h3>{title}</h3><div class=\"charts\">{charts}</div>");

    private static bool IsLoss(string name) => name.StartsWith("loss/", StringComparison.Ordinal);

    private static bool IsNoisy(string name) => IsLoss(name) || name == "gradient_norm";

    private static int Order(string name) => name switch
    {
        "loss/total" => 0,
        _ when IsLoss(name) => 1,
        _ when name.StartsWith("eval/", StringComparison.Ordinal) => 2,
        _ => 3,
    };

    private static (string Title, string Unit) Title(string name)
    {
        if (Titles.TryGetValue(name, out var known))
            return known;
        var words = name.Split('/', 2)[^1].Replace('_', ' ');
        return (words.Length == 0 ? name : char.ToUpperInvariant(words[0]) + words[1..], "");
    }
}
