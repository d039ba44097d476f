using LiteVae.Autoencoders;
using LiteVae.Codec.Inspection;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.FeatureMaps;

/// <summary>Looks at the feature maps that a decoder's last residual block makes (Figure 3).</summary>
internal static class LastBlock
{
    /// <summary>Decodes, and keeps what the last block gave.</summary>
    /// <param name="model">Any model of the family; left as it was.</param>
    /// <param name="latents">[B,Z,h,w].</param>
    /// <returns>Images [B,3,H,W], and maps [B,C,H,W] as they are before the last normalisation, if any.</returns>
    public static (Tensor Images, Tensor Maps) Decode(Autoencoder model, Tensor latents)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        Tensor? maps = null;
        var last = model.Decoder.named_modules().Select(m => m.name)
            .Last(name => name.StartsWith("up.0.block.", StringComparison.Ordinal) && name.Count(c => c == '.') == 3);
        using var watch = new ModuleWatch(model.Decoder, (name, _, _, y) =>
        {
            if (name == last)
                maps = y.detach().clone().DetachFromDisposeScope(); // it outlives the decoder's own scopes
        });
        var images = model.Decode(latents);
        scope.Attach(maps!);
        return (images.MoveToOuterDisposeScope(), maps!.MoveToOuterDisposeScope());
    }

    /// <summary>How evenly maps are filled, picture by picture.</summary>
    /// <param name="maps">[B,C,H,W].</param>
    public static IReadOnlyList<FeatureMapBalance> BalanceOf(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var values = maps.detach().cpu().to_type(ScalarType.Float32).contiguous().data<float>().ToArray();
        var (channels, height, width) = ((int)maps.size(1), (int)maps.size(2), (int)maps.size(3));
        var length = channels * height * width;
        return [.. Enumerable.Range(0, (int)maps.size(0))
            .Select(picture => FeatureMapBalance.Of(new ChannelPlanes(values.AsMemory(picture * length, length), channels, height, width)))];
    }
}
