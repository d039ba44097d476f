namespace LiteVae.Experiments;

/// <summary>A row of a table: the paper's figures and those that were measured.</summary>
public sealed record MeasuredRow
{
    /// <summary>Its short name.</summary>
    public required string Name { get; init; }

    /// <summary>Its name in the table.</summary>
    public required string Caption { get; init; }

    /// <summary>The paper's figures by name.</summary>
    public required IReadOnlyDictionary<string, double> Paper { get; init; }

    /// <summary>What was measured.</summary>
    public required IReadOnlyList<MeasuredFigure> Figures { get; init; }

    /// <summary>Its run folders, one for each seed; none where nothing is trained.</summary>
    public required IReadOnlyList<string> Runs { get; init; }

    /// <summary>The resolved recipe of its first seed, as YAML.</summary>
    public required string Recipe { get; init; }
}
