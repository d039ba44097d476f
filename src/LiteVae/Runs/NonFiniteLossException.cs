using static System.FormattableString;

namespace LiteVae.Runs;

/// <summary>Losses or gradients were NaN or infinite for more steps in a row than allowed.</summary>
internal sealed class NonFiniteLossException(RunState state, IReadOnlyDictionary<string, double> scalars, double gradientNorm)
    : Exception(Describe(state, scalars, gradientNorm))
{
    private static string Describe(RunState state, IReadOnlyDictionary<string, double> scalars, double gradientNorm)
    {
        string[] culprits = [.. scalars.Where(l => !double.IsFinite(l.Value)).Select(l => Invariant($"{l.Key} is {l.Value}"))];
        var what = culprits.Length > 0 ? string.Join(", ", culprits) : Invariant($"the norm of the gradients is {gradientNorm}");
        var since = state.SkippedInARow == 1 ? "" : $", after {state.SkippedInARow - 1} skipped in a row";
        return $"Training diverged at step {state.Step}{since}: {what}. A lower train.learning_rate or train.gradient_clip may help";
    }
}
