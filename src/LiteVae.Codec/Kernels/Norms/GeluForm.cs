namespace LiteVae.Codec.Kernels.Norms;

/// <summary>The forms of GELU that networks are trained with.</summary>
internal enum GeluForm
{
    /// <summary>No GELU.</summary>
    None,

    /// <summary>x P(X &lt;= x) for a standard normal X, by the error function.</summary>
    Erf,

    /// <summary>x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2.</summary>
    Tanh,
}
