using static TorchSharp.torch;

namespace LiteVae.Training.Networks.Linear;

/// <summary>The images that a linear start is fitted to, a few at a time.</summary>
internal sealed class FitSamples(IReadOnlyList<Tensor> images, Random random)
{
    private const int PositionsPerImage = 300;

    /// <summary>Batches of images, [B,3,H,W] each.</summary>
    public IReadOnlyList<Tensor> Images => images;

    public Random Random => random;

    /// <summary>Fits features of windows to blocks of the targets, at positions drawn for each batch.</summary>
    /// <param name="inputs">What has the windows, of a batch of images.</param>
    /// <param name="windows">The windows at the positions.</param>
    /// <param name="targets">A map for each batch, [B,C,H,W].</param>
    /// <param name="factor">Side of the blocks of the targets for which a position stands.</param>
    /// <param name="rank">How many features, at most.</param>
    /// <param name="whitening">See <see cref="ReducedRankRegression.Solve"/>.</param>
    /// <param name="margin">Values beyond a block that the features should tell of too.</param>
    public LinearMap Fit(
        Func<int, Tensor> inputs, Func<Windows, Tensor, Tensor> windows, IReadOnlyList<Tensor> targets, int factor, long rank, double whitening, int margin = 0)
    {
        using var regression = Collect(inputs, windows, targets, factor, margin);
        return regression.Solve(rank, whitening);
    }

    public LinearMap Predict(Func<int, Tensor> inputs, Func<Windows, Tensor, Tensor> windows, IReadOnlyList<Tensor> targets)
    {
        using var regression = Collect(inputs, windows, targets, 1, 0);
        return regression.Predict();
    }

    private ReducedRankRegression Collect(
        Func<int, Tensor> inputs, Func<Windows, Tensor, Tensor> windows, IReadOnlyList<Tensor> targets, int factor, int margin)
    {
        ReducedRankRegression? regression = null;
        for (var i = 0; i < targets.Count; i++)
        {
            using var scope = NewDisposeScope();
            var target = targets[i];
            var positions = Windows.Draw(target.size(2) / factor, target.size(3) / factor, PositionsPerImage, random);
            var x = windows(positions, inputs(i));
            var y = positions.Blocks(target, factor, margin);
            regression ??= new ReducedRankRegression(x.size(1), y.size(1));
            regression.Add(x, y);
        }
        return regression ?? throw new InvalidOperationException("There are no images to fit to.");
    }
}
