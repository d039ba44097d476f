using LiteVae.Distributed;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Losses.Adversarial;

/// <summary>The adversarial loss's weight by eq. (2), and the gradient norms that it is made of; scalars without a graph.</summary>
/// <param name="Weight">|grad L_rec| / (|grad L_adv| + delta), limited; 0 where a norm is not a number.</param>
/// <param name="ReconstructionNorm">|grad L_rec| at the decoder's last layer.</param>
/// <param name="AdversarialNorm">|grad L_adv| there. Its ratio to the other is Figure 7.</param>
internal readonly record struct AdaptiveWeight(Tensor Weight, Tensor ReconstructionNorm, Tensor AdversarialNorm)
{
    /// <summary>The delta of eq. (2).</summary>
    public const double Delta = 1e-4;

    private const double MaxWeight = 1e4;

    /// <summary>The largest weight in units of this project's objective, whose reconstruction loss is a mean over elements.</summary>
    /// <param name="limit">The reconstruction loss for which the weight is at most 1e4.</param>
    /// <param name="elements">Elements of an image: 3HW.</param>
    public static double Max(AdaptiveLimit limit, long elements) => limit == AdaptiveLimit.Sum ? MaxWeight / elements : MaxWeight;

    /// <summary>Differentiates both losses by the last layer's weight; their graphs are kept.</summary>
    /// <remarks>
    /// Latent diffusion sums the reconstruction's loss over an image's elements where this project takes the mean: its weight is
    /// larger by that factor, as its whole objective is. The balance of the two is the same as long as the weight is below its limit,
    /// which is 3HW times lower there: <see cref="Max"/>.
    /// </remarks>
    /// <param name="reconstruction">L_rec, a scalar.</param>
    /// <param name="adversarial">L_adv, a scalar, without its weight.</param>
    /// <param name="lastLayer">The weight of the decoder's <c>conv_out</c>.</param>
    /// <param name="max">The largest weight.</param>
    /// <param name="ranks">Averages the gradients, so that the weight is that of the whole batch; null where this process has all of it.</param>
    /// <exception cref="ArgumentException">A loss is no scalar, or the weight requires no gradient.</exception>
    public static AdaptiveWeight Compute(Tensor reconstruction, Tensor adversarial, Tensor lastLayer, double max = MaxWeight, IGradientReduction? ranks = null)
    {
        if (reconstruction.numel() != 1 || adversarial.numel() != 1)
        {
            throw new ArgumentException(
                $"Losses are scalars; got [{string.Join(',', reconstruction.shape)}] and [{string.Join(',', adversarial.shape)}].");
        }
        if (!lastLayer.requires_grad)
            throw new ArgumentException("The last layer's weight requires no gradient, so no loss depends on it.", nameof(lastLayer));

        using var scope = NewDisposeScope();
        var rec = GradientNorm(reconstruction, lastLayer, ranks);
        var adv = GradientNorm(adversarial, lastLayer, ranks);
        using var noGrad = no_grad();
        // In half precision a norm can overflow: infinity over infinity is no weight, and this step does without.
        var weight = (rec / adv.Plus(Delta)).nan_to_num(0, max, 0).Clamp(0, max);
        return new AdaptiveWeight(weight.MoveToOuterDisposeScope(), rec.MoveToOuterDisposeScope(), adv.MoveToOuterDisposeScope());
    }

    private static Tensor GradientNorm(Tensor loss, Tensor layer, IGradientReduction? ranks)
    {
        // The second term is zero, and makes the layer used: the gradient of an unused input ends the process.
        var gradient = autograd.grad([loss.Plus(layer.sum().Times(0))], [layer], retain_graph: true)[0];
        ranks?.Reduce(gradient);
        return gradient.to_type(ScalarType.Float64).norm();
    }
}
