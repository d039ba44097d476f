using LiteVae.Configuration;

namespace LiteVae.Training;

/// <summary>How fresh weights differ from the layers' own initialisation. The defaults change nothing; short runs gain by both.</summary>
public sealed record InitialisationConfig : IValidated
{
    /// <summary>Bias of the encoder's log variance; null leaves it about 0, where noise as large as the latent hides it at first.</summary>
    public double? LogVariance { get; init; }

    /// <summary>Factor on each residual block's last convolution: below 1, blocks begin near the identity.</summary>
    public double ResidualGain { get; init; } = 1;

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (LogVariance is < -30 or > 20)
            yield return new ConfigProblem("log_variance", $"expected -30 to 20, or null; found {LogVariance}");
        if (ResidualGain is < 0 or > 10)
            yield return new ConfigProblem("residual_gain", $"expected 0 to 10; found {ResidualGain}");
    }
}
