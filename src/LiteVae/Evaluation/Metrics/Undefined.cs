namespace LiteVae.Evaluation.Metrics;

/// <summary>The values of a metric where it is not defined.</summary>
internal static class Undefined
{
    public static double[] For(EvaluatedBatch batch) => [.. Enumerable.Repeat(double.NaN, batch.Count)];
}
