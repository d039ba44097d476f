namespace LiteVae.Data;

/// <summary>A source that knows the classes of its images otherwise than by the folders in their names.</summary>
internal interface ILabeledSource
{
    /// <summary>The names of the classes, by number; empty where they have none.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>The number of an image's class; null: it has none.</summary>
    /// <exception cref="DatasetException">What should be its class number is none.</exception>
    int? LabelOf(long index);
}
