namespace LiteVae.Codec.Networks.Stages;

/// <summary>Average pooling over blocks of positions.</summary>
/// <param name="factor">Side of a block.</param>
internal sealed unsafe class AveragePoolStage(int factor) : Stage
{
    public override Features Run(Features x, Workspace workspace)
    {
        var maps = x.Maps;
        var y = workspace.Rent(maps.Images, maps.Height / factor, maps.Width / factor, maps.Channels);
        if (workspace.IsRehearsal)
            return y;
        var result = y.Maps;
        KernelThreads.For(result.Images * result.Height, line =>
        {
            var (image, row) = Math.DivRem(line, result.Height);
            for (var column = 0; column < result.Width; column++)
            {
                var to = new Span<float>(result.At(image, row, column), result.Channels);
                to.Clear();
                for (var i = 0; i < factor * factor; i++)
                {
                    var from = maps.At(image, row * factor + i / factor, column * factor + i % factor);
                    for (var channel = 0; channel < to.Length; channel++)
                        to[channel] += from[channel];
                }
                for (var channel = 0; channel < to.Length; channel++)
                    to[channel] /= factor * factor;
            }
        });
        return y;
    }

    public override ReceptiveField Before(ReceptiveField output) => output.BeforeDownsampling(factor);
}
