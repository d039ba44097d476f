namespace LiteVae.Codec.Kernels.Residual;

/// <summary>A residual block with its gradients: norm, SiLU, 3x3 convolution, twice, beside a shortcut.</summary>
/// <remarks>
/// Norms and SiLU happen as a convolution reads, the sum as the second one stores. Of what lies between, the first
/// convolution's output alone is kept for the backward pass, which normalizes and activates again as it reads.
/// </remarks>
/// <param name="parameters">Its parameters; must outlive the calls.</param>
/// <param name="shape">What else it is.</param>
/// <param name="microkernel">The loops that compute it; null for those of this processor.</param>
internal sealed unsafe class ResidualBlock(ResidualParameters parameters, ResidualShape shape, Microkernel? microkernel = null)
{
    private readonly Microkernel _loops = microkernel ?? Microkernel.Current;
    private readonly ResidualParameters _parameters = parameters;

    private NormWeights? FirstNorm =>
        _parameters.FirstNormWeight is null ? null : new(_parameters.FirstNormWeight, _parameters.FirstNormBias, shape.FirstGroups, shape.Epsilon);

    private NormWeights? SecondNorm =>
        _parameters.SecondNormWeight is null ? null : new(_parameters.SecondNormWeight, _parameters.SecondNormBias, shape.SecondGroups, shape.Epsilon);

    /// <summary>Computes the block.</summary>
    /// <param name="x">The input.</param>
    /// <param name="concat">A second input of the same size, whose channels follow the first's; null for none.</param>
    /// <param name="hidden">The first convolution's output, written.</param>
    /// <param name="y">The result, written.</param>
    /// <returns>What the backward pass needs beside inputs and hidden feature maps.</returns>
    public ResidualMoments Forward(FeatureMaps x, FeatureMaps? concat, FeatureMaps hidden, FeatureMaps y)
    {
        var input = ActivationInput.Of(x, concat, FirstNorm, _loops);
        ChannelMoments? moments;
        using (var prologue = input.ToPrologue())
        {
            moments = SingleUseConvolution.Run(
                _parameters.FirstWeight, _parameters.FirstBias, new ConvolutionInput(x, concat, prologue), hidden, microkernel: _loops, measure: SecondNorm is not null);
        }

        var skip = x.Data;
        if (_parameters.SkipWeight is not null)
        {
            skip = y.Data;
            using var pointwise = new Im2ColConvolution(_parameters.SkipWeight, _parameters.SkipBias, input.Channels, y.Channels, 1, 1, 1, 0, _loops);
            pointwise.Run(x, concat, y, default);
        }
        using (var prologue = new ActivationInput(hidden, null, SecondNorm, moments).ToPrologue())
        {
            SingleUseConvolution.Run(
                _parameters.SecondWeight, _parameters.SecondBias, new ConvolutionInput(hidden, null, prologue), y, new Epilogue(skip, shape.Scale), microkernel: _loops);
        }
        return new(input.Moments, input.ConcatMoments, moments);
    }

    /// <summary>Computes the gradients.</summary>
    /// <param name="x">The input.</param>
    /// <param name="concat">The second input; null where there is none.</param>
    /// <param name="hidden">The first convolution's output, of the forward pass.</param>
    /// <param name="moments">What the forward pass returned.</param>
    /// <param name="gradient">The gradient of the result, times <see cref="ResidualShape.Scale"/>.</param>
    /// <param name="xGradient">The gradient of the input, written.</param>
    /// <param name="concatGradient">The gradient of the second input, written; null where there is none.</param>
    /// <param name="gradients">The gradients of the parameters, written where there is memory for them.</param>
    public void Backward(
        FeatureMaps x, FeatureMaps? concat, FeatureMaps hidden, ResidualMoments moments, FeatureMaps gradient,
        FeatureMaps xGradient, FeatureMaps? concatGradient, ResidualParameters gradients)
    {
        var input = new ActivationInput(x, concat, FirstNorm, moments.X, moments.Concat);
        using var hiddenMemory = new FloatBuffer(hidden.Positions * hidden.Channels, clear: false);
        var hiddenGradient = new FeatureMaps(hiddenMemory.Pointer, hidden.Images, hidden.Height, hidden.Width, hidden.Channels);
        if (gradients.SecondBias is not null)
            ChannelSums.Run(gradient, gradients.SecondBias, _loops);
        Backward(
            new ActivationInput(hidden, null, SecondNorm, moments.Hidden), gradient, _parameters.SecondWeight, null, hiddenGradient, hiddenGradient, null,
            gradients.SecondWeight, gradients.SecondNormWeight, gradients.SecondNormBias, gradients.FirstBias);

        using var skipMemory = _parameters.SkipWeight is null ? null : new FloatBuffer(x.Positions * input.Channels, clear: false);
        var skip = gradient;
        if (skipMemory is not null)
        {
            skip = new FeatureMaps(skipMemory.Pointer, x.Images, x.Height, x.Width, input.Channels);
            using var pointwise = Im2ColConvolution.Transposed(_parameters.SkipWeight, gradient.Channels, input.Channels, _loops);
            pointwise.Run(gradient, null, skip, default);
            if (gradients.SkipWeight is not null)
                PointwiseWeightGradient.Run(x, concat, gradient, gradients.SkipWeight, _loops);
            if (gradients.SkipBias is not null)
                new ReadOnlySpan<float>(gradients.SecondBias, gradient.Channels).CopyTo(new Span<float>(gradients.SkipBias, gradient.Channels));
        }
        using var work = concat is null ? null : new FloatBuffer(x.Positions * input.Channels, clear: false);
        var activated = work is null ? xGradient : new FeatureMaps(work.Pointer, x.Images, x.Height, x.Width, input.Channels);
        Backward(
            input, hiddenGradient, _parameters.FirstWeight, skip, activated, xGradient, concatGradient,
            gradients.FirstWeight, gradients.FirstNormWeight, gradients.FirstNormBias, null);
    }

    // Back through a convolution and what stands before it.
    private void Backward(
        ActivationInput input, FeatureMaps gradient, float* weight, FeatureMaps? addend, FeatureMaps activated, FeatureMaps result, FeatureMaps? concat,
        float* weightGradient, float* normWeightGradient, float* normBiasGradient, float* sums)
    {
        if (weightGradient is not null)
        {
            using var prologue = input.ToPrologue();
            WinogradWeightGradient.Run(new ConvolutionInput(input.X, input.Concat, prologue), gradient, weightGradient, _loops);
        }
        SingleUseConvolution.Run(weight, null, new ConvolutionInput(gradient), activated, transposed: true, microkernel: _loops);
        new ActivationGradient(input, _loops).Run(activated, activated, addend, result, concat, normWeightGradient, normBiasGradient, sums);
    }
}
