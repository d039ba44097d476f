namespace LiteVae.Codec.Kernels.Norms;

/// <summary>An operation on the input of a 1x1 convolution, position by position, as it is read; done there, it costs no pass over memory.</summary>
internal unsafe interface IRowPrologue
{
    /// <summary>The number of channels that it reads to give so many.</summary>
    int InputChannels(int channels);

    /// <summary>Applies it to neighboring positions, which may belong to several images.</summary>
    /// <param name="microkernel">The loops that compute it.</param>
    /// <param name="x">The input.</param>
    /// <param name="first">The index of the first position, counted through all images.</param>
    /// <param name="count">The number of positions.</param>
    /// <param name="to">[count, channels], written.</param>
    void Apply(Microkernel microkernel, FeatureMaps x, long first, int count, float* to);
}
