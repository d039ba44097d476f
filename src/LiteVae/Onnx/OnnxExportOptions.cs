namespace LiteVae.Onnx;

/// <summary>What an export writes.</summary>
public sealed record OnnxExportOptions
{
    // Of a file of less than 2 GiB, which is the most that a reader of protocol buffers takes, the rest is for nodes.
    private const long MostBytesInside = 2_000_000_000;

    /// <summary>The type of weights and arithmetic.</summary>
    public OnnxPrecision Precision { get; init; } = OnnxPrecision.Float32;

    /// <summary>The networks, each once.</summary>
    public IReadOnlyList<OnnxPart> Parts { get; init; } = [OnnxPart.Encoder, OnnxPart.Decoder];

    /// <summary>Constants that take more bytes than this lie in a second file.</summary>
    internal long MaxBytesInside { get; init; } = MostBytesInside;

    /// <summary>The largest difference from our own networks that passes, relative to the largest value of an output.</summary>
    internal double? MaxDifference { get; init; }
}
