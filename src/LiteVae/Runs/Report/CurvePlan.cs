using LiteVae.Runs.Description;

namespace LiteVae.Runs.Report;

/// <summary>Which series share a chart, in which group and under which title.</summary>
internal static class CurvePlan
{
    /// <summary>Names of numbers that were measured on held-out pictures; that of <c>loss/l1</c> is <c>validation/l1</c>.</summary>
    public const string ValidationPrefix = "validation/";

    public const string LossPrefix = "loss/";

    private static readonly Dictionary<string, CurveTitle> s_titles = new()
    {
        ["loss/total"] = new("Total") { Axis = "loss" },
        ["images_per_second"] = new("Speed", "images/s"),
        ["gradient_norm"] = new("Gradient norm") { Axis = "norm" },
        ["learning_rate"] = new("Learning rate") { Axis = "step size" },
    };

    public static CurveGroup Losses { get; } = new("Losses", LossPrefix, ValidationPrefix);

    /// <summary>The names of series that have a chart of their own, in the order of the page; one of validation has none where it stands in that of its loss.</summary>
    /// <param name="histories">One for each run.</param>
    /// <param name="phaseFigures">Names of numbers that only tell the phase.</param>
    public static IEnumerable<string> Charts(IReadOnlyList<RunHistory> histories, IReadOnlySet<string> phaseFigures)
    {
        string[] names = [.. histories.SelectMany(h => h.Series).Where(s => s.Value.Count >= 2).Select(s => s.Key).Distinct()];
        return names
            .Where(name => !phaseFigures.Contains(name) && !names.Contains(LossOf(name)))
            .Where(name => Losses.Contains(name) || histories.Any(h => h.Series.TryGetValue(name, out var points) && points.Any(p => p.Value != points[0].Value)))
            .OrderBy(Order); // otherwise as they were first logged
    }

    /// <summary>The name under which the validation of a loss is logged.</summary>
    public static string? ValidationName(string name) =>
        name.StartsWith(LossPrefix, StringComparison.Ordinal) ? ValidationPrefix + name[LossPrefix.Length..] : null;

    public static CurveTitle TitleOf(string name, ReportContent content)
    {
        if (content.CurveTitles.TryGetValue(name, out var title) || s_titles.TryGetValue(name, out title))
            return title;
        var words = name.Split('/', 2)[^1].Replace('_', ' ');
        return new CurveTitle(words.Length == 0 ? name : char.ToUpperInvariant(words[0]) + words[1..]) { Axis = Losses.Contains(name) ? "loss" : "value" };
    }

    // The loss in whose chart a validation series is drawn.
    private static string? LossOf(string name) =>
        name.StartsWith(ValidationPrefix, StringComparison.Ordinal) ? LossPrefix + name[ValidationPrefix.Length..] : null;

    private static int Order(string name) => name switch
    {
        "loss/total" => 0,
        _ when Losses.Contains(name) => 1,
        _ when name.StartsWith("eval/", StringComparison.Ordinal) => 2,
        _ => 3,
    };
}
