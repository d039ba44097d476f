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
        ["adversarial_gradient_ratio"] = ("Gradient ratio, adversarial to reconstruction", ""),
        ["adversarial_gradient_ratio_weighted"] = ("The same, times the weight", ""),
        ["adversarial_weight"] = ("Weight of the adversarial loss", ""),
        ["discriminator/loss"] = ("Discriminator's loss", ""),
        ["discriminator/adversarial"] = ("Its adversarial part", ""),
        ["discriminator/accuracy_real"] = ("Accuracy on images", ""),
        ["discriminator/accuracy_fake"] = ("Accuracy on reconstructions", ""),
        ["discriminator/cutmix"] = ("CutMix", ""),
        ["discriminator/consistency"] = ("CutMix consistency", ""),
        ["discriminator/r1"] = ("R1 penalty", ""),
        ["discriminator/gradient_norm"] = ("Discriminator's gradient norm", ""),
        ["learning_rate"] = ("Learning rate", ""),
    };

    private static readonly string[] Groups = ["Losses", "Discriminator", "Course of the training"];

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
        Markup Charts(string group) => Markup.Join(shown.Where(series => GroupOf(series.Key) == group).Select(series =>
            LineChart.Draw(Title(series.Key).Title, Title(series.Key).Unit, series.Value, IsNoisy(series.Key), phases, data.Run.TotalImages)));
        return Markup.Of($"""
            <section>
            <h2>Curves</h2>
            <p class="note">Over images seen. Where there are two lines, the strong one is a running mean of the faint one{(phases.Count > 1 ? "; dashed lines mark where the resolution changes" : "")}. Point at a chart to read it.</p>
            {Markup.Join(Groups.Select(group => Group(group, Charts(group))))}</section>
            """);
    }

    private static Markup Group(string title, Markup charts) => charts.Html.Length == 0
        ? Markup.Empty : Markup.Of($"<h3>{title}</h3><div class=\"charts\">{charts}</div>");

    private static string GroupOf(string name) => IsLoss(name) ? Groups[0] : IsAdversarial(name) ? Groups[1] : Groups[2];

    private static bool IsAdversarial(string name) =>
        name.StartsWith("discriminator/", StringComparison.Ordinal) || name.StartsWith("adversarial_", StringComparison.Ordinal);

    private static bool IsLoss(string name) => name.StartsWith("loss/", StringComparison.Ordinal);

    private static bool IsNoisy(string name) => IsLoss(name) || name == "gradient_norm" || (IsAdversarial(name) && name != "adversarial_weight");

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
