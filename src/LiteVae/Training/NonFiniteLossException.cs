namespace LiteVae.Training;

/// <summary>A loss or gradient became NaN or infinite.</summary>
internal sealed class NonFiniteLossException(long step, IReadOnlyDictionary<string, double> losses, double gradientNorm)
    : Exception(Describe(step, losses, gradientNorm))
{
    private static string Describe(long step, IReadOnlyDictionary<string, double> losses, double gradientNorm)
    {
        string[] culprits = [.. losses.Where(l => !double.IsFinite(l.Value)).Select(l => $"{l.Key} is {l.Value}")];
        var what = culprits.Length > 0 ? string.Join(", ", culprits) : $"the norm of the gradients is {gradientNorm}";
        return $"Training diverged at step {step}: {what}. A lower train.learning_rate or train.gradient_clip may help";
    }
}
