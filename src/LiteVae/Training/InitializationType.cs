namespace LiteVae.Training;

/// <summary>What fresh weights are.</summary>
public enum InitializationType
{
    /// <summary>The layers' own random initialisation, as in the paper.</summary>
    Standard,

    /// <summary>The same, but each residual block begins as the identity: what it adds is zero.</summary>
    ZeroResidual,

    /// <summary>As <see cref="ZeroResidual"/>, and the convolutions outside of residual blocks are fitted to images of the training by least squares, in closed form: the untrained model is a linear codec.</summary>
    Linear,
}
