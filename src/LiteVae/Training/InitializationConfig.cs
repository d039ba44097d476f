using LiteVae.Codec.Configuration;
using static System.FormattableString;

namespace LiteVae.Training;

/// <summary>How fresh weights differ from the layers' own initialisation. The default changes nothing; short runs gain by it.</summary>
public sealed record InitializationConfig : IValidated
{
    /// <summary>What the weights of residual blocks and of the convolutions between them are.</summary>
    public InitializationType Type { get; init; } = InitializationType.Standard;

    /// <summary>Bias of the encoder's log variance; null leaves it about 0, where noise as large as the latent hides it at first.</summary>
    public double? LogVariance { get; init; }

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (LogVariance is < -30 or > 20)
            yield return new ConfigProblem("log_variance", Invariant($"expected -30 to 20, or null; found {LogVariance}"));
    }
}
