using LiteVae.Discriminators;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Losses.Adversarial;

/// <summary>The squared gradient of the discriminator at real images (Mescheder et al. 2018).</summary>
internal static class R1Penalty
{
    /// <summary>Gamma, as StyleGAN's discriminator is trained.</summary>
    public const double DefaultGamma = 10;

    /// <summary>Steps between penalties; each then counts that many times (lazy regularisation).</summary>
    public const int DefaultInterval = 16;

    /// <summary>gamma/2 * mean over images of |dD/dx|^2; D is the mean of the pixel head plus the global head, if any.</summary>
    /// <param name="discriminator">Its parameters receive the gradient of the penalty.</param>
    /// <param name="real">[B,3,H,W] in [-1,1].</param>
    /// <param name="gamma">The weight.</param>
    /// <returns>A scalar with a graph.</returns>
    public static Tensor Compute(Discriminator discriminator, Tensor real, double gamma = DefaultGamma)
    {
        using var scope = NewDisposeScope();
        var x = real.detach().requires_grad_(true);
        var output = discriminator.call(x);
        var logit = output.Pixels.mean([1, 2, 3]).sum();
        if (output.Global is not null)
            logit = logit.Plus(output.Global.sum());
        // The second term is zero, and makes x used whatever the network does: the gradient of an unused input ends the process.
        // The graph is kept for the penalty's own backward: unlike PyTorch's, this call does not infer it from create_graph.
        var gradient = autograd.grad([logit.Plus(x.sum().Times(0))], [x], retain_graph: true, create_graph: true)[0];
        return gradient.Squared().sum([1, 2, 3]).mean().Times(gamma / 2).MoveToOuterDisposeScope();
    }
}
