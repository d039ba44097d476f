using LiteVae.Autoencoders;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.FeatureMaps;

/// <summary>Looks at the feature maps that a decoder's last residual block makes (Figure 3).</summary>
internal static class LastBlock
{
    /// <summary>Decodes, and keeps what the last block gave.</summary>
    /// <param name="model">Any model of the family; left as it was.</param>
    /// <param name="latents">[B,Z,h,w].</param>
    /// <returns>[B,C,H,W], before the last normalisation, if any.</returns>
    public static Tensor Of(Autoencoder model, Tensor latents)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        Tensor? maps = null;
        var block = model.Decoder.named_modules()
            .Where(m => m.name.StartsWith("up.0.block.", StringComparison.Ordinal) && m.name.Count(c => c == '.') == 3)
            .Select(m => (nn.Module<Tensor, Tensor>)m.module).Last();
        var hook = block.register_forward_hook((_, _, y) => maps = y.detach().clone().DetachFromDisposeScope()); // it outlives the decoder's own scopes
        try
        {
            model.Decode(latents);
        }
        finally
        {
            hook.remove();
        }
        scope.Attach(maps!);
        return maps!.MoveToOuterDisposeScope();
    }
}
