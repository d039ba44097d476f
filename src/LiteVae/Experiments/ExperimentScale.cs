namespace LiteVae.Experiments;

/// <summary>How much of an experiment is done.</summary>
public enum ExperimentScale
{
    /// <summary>Minutes on two processor cores: small networks, procedural images where no others are given.</summary>
    Quick,

    /// <summary>Hours on two processor cores.</summary>
    Small,

    /// <summary>The settings of the paper: for accelerators and the paper's data.</summary>
    Paper,
}
