namespace LiteVae.Autoencoders;

/// <summary>What a decoder predicts.</summary>
public enum OutputKind
{
    /// <summary>The image.</summary>
    Image,

    /// <summary>The 12 channels of its level-1 wavelet transform, at half the resolution (Appendix G).</summary>
    Wavelet,
}
