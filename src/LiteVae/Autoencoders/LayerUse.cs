namespace LiteVae.Autoencoders;

/// <summary>How a layer's work grows with the image.</summary>
internal enum LayerKind
{
    /// <summary>With the area.</summary>
    Convolution,

    /// <summary>With the square of the area.</summary>
    Attention,

    /// <summary>Not at all: it works on the pooled image.</summary>
    Pooled,
}

/// <summary>One use of a layer, as seen while an image passed through.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Kind">How its work grows.</param>
/// <param name="Work">MACs for the image watched.</param>
/// <param name="Stride">Image pixels per position of its input.</param>
/// <param name="Growth">By how many pixels it widens the field of view.</param>
internal sealed record LayerUse(string Name, LayerKind Kind, long Work, long Stride, long Growth)
{
    /// <summary>MACs for an image of <paramref name="positions"/> latent positions a side, when watched with <paramref name="probe"/>.</summary>
    public long Macs(long positions, long probe) => Kind switch
    {
        LayerKind.Convolution => Work / (probe * probe) * (positions * positions),
        LayerKind.Attention => Work / (probe * probe * probe * probe) * positions * positions * positions * positions,
        _ => Work,
    };
}
