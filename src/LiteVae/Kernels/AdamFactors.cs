namespace LiteVae.Kernels;

/// <summary>The factors of a step of Adam, as <see cref="FlatValues"/> names them.</summary>
/// <param name="Beta1">Decay rate of the gradients' running mean.</param>
/// <param name="OneLessBeta1">One less that rate.</param>
/// <param name="Beta2">Decay rate of the running mean of their squares.</param>
/// <param name="OneLessBeta2">One less that rate.</param>
/// <param name="Root">The root of the second moment's correction.</param>
/// <param name="Epsilon">Added to the denominator.</param>
/// <param name="Decay">The factor of the parameters.</param>
/// <param name="Rate">The step size over the first moment's correction.</param>
internal readonly record struct AdamFactors(
    float Beta1, float OneLessBeta1, float Beta2, float OneLessBeta2, float Root, float Epsilon, float Decay, float Rate);
