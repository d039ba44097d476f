namespace LiteVae.Runs.Optimization;

/// <summary>What becomes of the learning rate after the warm-up.</summary>
public enum LearningRateDecay
{
    /// <summary>It stays, as in the paper.</summary>
    None,

    /// <summary>It falls to nought along half a cosine: for short runs.</summary>
    Cosine,
}
