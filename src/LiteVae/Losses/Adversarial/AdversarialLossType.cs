namespace LiteVae.Losses.Adversarial;

/// <summary>The form of the adversarial loss (Table 16: equally good).</summary>
public enum AdversarialLossType
{
    /// <summary>relu(1 - real) and relu(1 + fake); the generator's is -fake.</summary>
    Hinge,

    /// <summary>The non-saturating logistic loss: softplus(-real) and softplus(fake); the generator's is softplus(-fake).</summary>
    Logistic,
}
