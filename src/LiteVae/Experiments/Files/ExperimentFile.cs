using LiteVae.Codec.Configuration;

namespace LiteVae.Experiments.Files;

/// <summary>One table or figure of the paper as an experiment: a YAML file of <c>experiments</c>.</summary>
internal sealed record ExperimentFile : IValidated
{
    /// <summary>"table-8": the name by which it is asked for, and that of its file.</summary>
    public string Id { get; init; } = "";

    /// <summary>What is compared, in a line.</summary>
    public string Title { get; init; } = "";

    /// <summary>Where in the paper it stands.</summary>
    public string Source { get; init; } = "";

    /// <summary>What a reader must know, at every scale.</summary>
    public string Note { get; init; } = "";

    /// <summary>The rows, in the order of the table.</summary>
    public IReadOnlyList<ExperimentRow> Rows { get; init; } = [];

    /// <summary>What is measured of each row.</summary>
    public IReadOnlyList<string> Measures { get; init; } = ["psnr", "ssim", "lpips", "rfid"];

    /// <summary>What the paper claims.</summary>
    public IReadOnlyList<ExperimentClaim> Claims { get; init; } = [];

    /// <summary>The numbers of the trainings that are drawn: names of <c>metrics.jsonl</c>.</summary>
    public IReadOnlyList<string> Curves { get; init; } = ["loss/l1", "eval/psnr"];

    /// <summary>The scale "quick"; null where there is none.</summary>
    public ScaleSettings? Quick { get; init; }

    /// <summary>The scale "small"; null where there is none.</summary>
    public ScaleSettings? Small { get; init; }

    /// <summary>The scale "paper"; null where there is none.</summary>
    public ScaleSettings? Paper { get; init; }

    /// <summary>The scales that there are.</summary>
    public IReadOnlyList<ExperimentScale> Scales => [.. Enum.GetValues<ExperimentScale>().Where(s => SettingsAt(s) is not null)];

    /// <summary>Whether rows are trained; otherwise only the cost of their networks is measured.</summary>
    public bool Trains => Measures.Any(m => MeasureInfo.Find(m)?.Kind != MeasureKind.Cost);

    /// <summary>Whether a diffusion model is trained on each row's latents.</summary>
    public bool Diffuses => Measures.Any(m => MeasureInfo.Find(m)?.Kind == MeasureKind.Generation);

    /// <summary>The settings of a scale.</summary>
    /// <exception cref="ConfigException">There is no such scale.</exception>
    public ScaleSettings At(ExperimentScale scale) => SettingsAt(scale)
        ?? throw new ConfigException(Id, $"has no scale {NameOf(scale)}; it has {string.Join(", ", Scales.Select(NameOf))}");

    /// <summary>The rows of a scale.</summary>
    public IReadOnlyList<ExperimentRow> RowsAt(ExperimentScale scale) => [.. Rows.Where(r => r.Scales.Count == 0 || r.Scales.Contains(scale))];

    /// <summary>The claims that are looked at on a scale: those of which both rows are there.</summary>
    public IReadOnlyList<ExperimentClaim> ClaimsAt(ExperimentScale scale)
    {
        var names = RowsAt(scale).Select(r => r.Name).ToHashSet();
        return [.. Claims.Where(c => (c.Scales.Count == 0 || c.Scales.Contains(scale)) && names.Contains(c.Row) && names.Contains(c.Against))];
    }

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        foreach (var (name, text) in new[] { ("id", Id), ("title", Title), ("source", Source) })
        {
            if (string.IsNullOrWhiteSpace(text))
                yield return new ConfigProblem(name, "expected a text");
        }
        if (Id.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
            yield return new ConfigProblem("id", $"expected lower-case letters, digits and hyphens, as files are named by it; found \"{Id}\"");
        if (Scales.Count == 0)
            yield return new ConfigProblem("quick", "expected at least one of the scales quick, small and paper");
        string[] rows = [.. Rows.Select(r => r.Name)];
        if (rows.Length == 0)
            yield return new ConfigProblem("rows", "expected at least one row");
        for (var i = 0; i < rows.Length; i++)
        {
            if (Array.IndexOf(rows, rows[i]) < i)
                yield return new ConfigProblem($"rows.{i}.name", $"\"{rows[i]}\" is the name of another row");
        }
        for (var i = 0; i < Measures.Count; i++)
        {
            if (MeasureInfo.Find(Measures[i]) is null)
                yield return new ConfigProblem($"measures.{i}", $"\"{Measures[i]}\" is no measure{NearestName.Suggest(Measures[i], MeasureInfo.Names)}");
        }
        if (Measures.Count == 0)
            yield return new ConfigProblem("measures", "expected at least one measure");
        for (var i = 0; i < Claims.Count; i++)
        {
            foreach (var problem in Validate(Claims[i], rows))
                yield return problem.Under($"claims.{i}");
        }
        foreach (var scale in Scales.Where(s => s != ExperimentScale.Paper))
        {
            if (At(scale).Base.Length == 0)
                yield return new ConfigProblem($"{NameOf(scale)}.base", "expected the name of a recipe");
            if (Diffuses && At(scale).Diffusion is null)
                yield return new ConfigProblem($"{NameOf(scale)}.diffusion", "expected the name of a diffusion recipe: a measure is of samples");
        }
        for (var i = 0; Paper is not null && i < Rows.Count; i++)
        {
            if (Rows[i].Recipe.Length == 0)
                yield return new ConfigProblem($"rows.{i}.recipe", "expected the name of the recipe at the scale paper");
            if (Diffuses && Rows[i].Diffusion is null)
                yield return new ConfigProblem($"rows.{i}.diffusion", "expected the name of a diffusion recipe: a measure is of samples");
        }
    }

    private static string NameOf(ExperimentScale scale) => scale.ToString().ToLowerInvariant();

    private ScaleSettings? SettingsAt(ExperimentScale scale) => scale switch
    {
        ExperimentScale.Quick => Quick,
        ExperimentScale.Small => Small,
        _ => Paper,
    };

    private IEnumerable<ConfigProblem> Validate(ExperimentClaim claim, string[] rows)
    {
        foreach (var (key, row) in new[] { ("row", claim.Row), ("against", claim.Against) })
        {
            if (!rows.Contains(row))
                yield return new ConfigProblem(key, $"\"{row}\" is no row{NearestName.Suggest(row, rows)}");
        }
        if (claim.Row == claim.Against)
            yield return new ConfigProblem("against", "expected another row than row");
        string[] measured = [.. Measures.SelectMany(MeasureInfo.FiguresOf)];
        if (!measured.Contains(claim.Metric))
            yield return new ConfigProblem("metric", $"\"{claim.Metric}\" is not measured{NearestName.Suggest(claim.Metric, measured)}");
        else if (claim.Kind != ClaimKind.Alike && MeasureInfo.Of(claim.Metric).Better == 0)
            yield return new ConfigProblem("metric", $"{claim.Metric} knows no better: only alike can be claimed");
        foreach (var scale in Scales.Where(s => claim.Scales.Count == 0 || claim.Scales.Contains(s)))
        {
            foreach (var (key, side) in new[] { ("resolution", claim.Resolution), ("from", claim.From) })
            {
                if (side is { } wanted && !At(scale).Resolutions.Contains(wanted))
                    yield return new ConfigProblem(key, $"{wanted} is none of the sides of the scale {NameOf(scale)}: [{string.Join(", ", At(scale).Resolutions)}]");
            }
        }
    }
}
