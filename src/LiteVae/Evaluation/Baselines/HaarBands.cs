namespace LiteVae.Evaluation.Baselines;

/// <summary>Which sub-bands of the third level a <see cref="HaarCodec"/> keeps.</summary>
public enum HaarBands
{
    /// <summary>LL alone: 3 numbers per 8x8 pixels, the blocks' means.</summary>
    Lowpass,

    /// <summary>LL, H, V and D: 12 numbers per 8x8 pixels, the latent of the <c>dwt</c> preset (Appendix B).</summary>
    Level3,
}
