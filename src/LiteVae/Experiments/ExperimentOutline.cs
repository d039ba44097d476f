namespace LiteVae.Experiments;

/// <summary>What an experiment takes at one scale.</summary>
public sealed record ExperimentOutline
{
    /// <summary>The scale.</summary>
    public required ExperimentScale Scale { get; init; }

    /// <summary>Rows of the table.</summary>
    public required int Rows { get; init; }

    /// <summary>Trainings; rows with the same settings share one.</summary>
    public required int Trainings { get; init; }

    /// <summary>Data by the names that the recipes give them: folders, or "procedural".</summary>
    public required IReadOnlyList<string> Data { get; init; }

    /// <summary>Weights of third parties without which nothing begins.</summary>
    public required IReadOnlyList<string> Weights { get; init; }

    /// <summary>Weights of third parties without which a measure is replaced or left out.</summary>
    public required IReadOnlyList<string> OptionalWeights { get; init; }

    /// <summary>Multiply-accumulates of the networks in all trainings and measurements, without those of losses and discriminators.</summary>
    public required double Multiplications { get; init; }

    /// <summary>The part of them in trainings with a discriminator.</summary>
    public required double AdversarialMultiplications { get; init; }
}
