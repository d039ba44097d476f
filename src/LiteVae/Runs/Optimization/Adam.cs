using LiteVae.Kernels;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Runs.Optimization;

/// <summary>Adam (Kingma and Ba 2015) over flat parameters, with decoupled weight decay (AdamW; Loshchilov and Hutter 2019) where asked for.</summary>
internal sealed class Adam : IDisposable
{
    private const double Epsilon = 1e-8;

    private readonly FlatParameters _parameters;
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _weightDecay;

    /// <param name="parameters">What is trained; not owned.</param>
    /// <param name="beta1">Decay rate of the gradients' running mean.</param>
    /// <param name="beta2">Decay rate of the running mean of their squares.</param>
    /// <param name="weightDecay">The share that each step, times the step size, takes off every parameter.</param>
    public Adam(FlatParameters parameters, double beta1, double beta2, double weightDecay = 0)
    {
        _parameters = parameters;
        (_beta1, _beta2, _weightDecay) = (beta1, beta2, weightDecay);
        FirstMoment = zeros_like(parameters.Values).DetachFromDisposeScope();
        SecondMoment = zeros_like(parameters.Values).DetachFromDisposeScope();
    }

    /// <summary>Running mean of the gradients, [N].</summary>
    public Tensor FirstMoment { get; }

    /// <summary>Running mean of their squares, [N].</summary>
    public Tensor SecondMoment { get; }

    /// <summary>One update from the gradients as they stand.</summary>
    /// <param name="step">Updates done so far, this one included: 1 for the first.</param>
    /// <param name="learningRate">The step size.</param>
    public void Step(long step, double learningRate)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var gradients = _parameters.Gradients!;
        var (correction1, correction2) = (1 - Math.Pow(_beta1, step), 1 - Math.Pow(_beta2, step));
        if (FlatValues.Support(_parameters.Values, gradients))
        {
            var factors = new AdamFactors(
                (float)_beta1, (float)(1 - _beta1), (float)_beta2, (float)(1 - _beta2), (float)Math.Sqrt(correction2), (float)Epsilon,
                (float)(1 - learningRate * _weightDecay), (float)(learningRate / correction1));
            FlatValues.AdamStep(_parameters.Values, gradients, FirstMoment, SecondMoment, factors);
            return;
        }
        FirstMoment.MultiplyInPlace(_beta1).AddInPlace(gradients, 1 - _beta1);
        SecondMoment.MultiplyInPlace(_beta2).AddProductInPlace(gradients, gradients, 1 - _beta2);
        if (_weightDecay > 0)
            _parameters.Values.MultiplyInPlace(1 - learningRate * _weightDecay);
        var denominator = SecondMoment.sqrt().DivideInPlace(Math.Sqrt(correction2)).AddInPlace(Epsilon);
        _parameters.Values.AddQuotientInPlace(FirstMoment, denominator, -learningRate / correction1);
    }

    public void Dispose()
    {
        FirstMoment.Dispose();
        SecondMoment.Dispose();
    }
}
