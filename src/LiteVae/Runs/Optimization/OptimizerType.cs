namespace LiteVae.Runs.Optimization;

/// <summary>The rule by which gradients change parameters.</summary>
public enum OptimizerType
{
    /// <summary>Adam (Kingma and Ba 2015), as in the paper; with weight decay, AdamW.</summary>
    Adam,

    /// <summary>Muon (Jordan et al. 2024) for the weights of convolutions and linear layers, Adam for all other parameters.</summary>
    Muon,
}
