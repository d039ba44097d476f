using LiteVae.Codec.Models;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Codec.Networks.Stages;
using LiteVae.Codec.Networks.Stages.Layers;

namespace LiteVae.Codec.Diffusion.Denoisers.Stages;

/// <summary>A residual block that knows the time; it may halve or double the size.</summary>
internal sealed class DenoiserBlockStage : Stage
{
    private const double Epsilon = 1e-5;

    private readonly string _name;
    private readonly int _outputs;
    private readonly bool _scaleShift;
    private readonly Resampling _resampling;
    private readonly NormStage _norm1;
    private readonly ConvolutionStage _conv1;
    private readonly LinearStage _embedding;
    private readonly NormStage _norm2;
    private readonly ConvolutionStage _conv2;
    private readonly ConvolutionStage? _shortcut;

    /// <param name="weights">The block's.</param>
    /// <param name="inputs">Channels, those of a second input included.</param>
    /// <param name="outputs">Channels.</param>
    /// <param name="config">Of the network.</param>
    /// <param name="resampling">How it changes the size; one that does has as many outputs as inputs, and no second input.</param>
    public DenoiserBlockStage(Weights weights, int inputs, int outputs, UNetDenoiserConfig config, Resampling resampling = Resampling.None)
    {
        (_name, _outputs, _scaleShift, _resampling) = (weights.Name, outputs, config.ScaleShiftNorm, resampling);
        _norm1 = Own(Norm(weights.Part("in_layers.0"), inputs));
        _conv1 = Own(new ConvolutionStage(weights.Part("in_layers.2"), inputs, outputs, ConvolutionGeometry.Same(3), upsample: resampling == Resampling.Up, smallMaps: true));
        _embedding = Own(new LinearStage(weights.Part("emb_layers.1"), 4 * config.ModelChannels, _scaleShift ? 2 * outputs : outputs));
        _norm2 = Own(Norm(weights.Part("out_layers.0"), outputs));
        _conv2 = Own(new ConvolutionStage(weights.Part("out_layers.3"), outputs, outputs, ConvolutionGeometry.Same(3), smallMaps: true));
        _shortcut = inputs == outputs ? null : Own(new ConvolutionStage(weights.Part("skip_connection"), inputs, outputs, ConvolutionGeometry.Same(1)));
    }

    /// <summary>How a block changes height and width.</summary>
    public enum Resampling
    {
        /// <summary>Not at all.</summary>
        None,

        /// <summary>Both are halved, by means of four.</summary>
        Down,

        /// <summary>Both are doubled, by repetition.</summary>
        Up,
    }

    /// <summary>The norm of all parts of the network.</summary>
    public static NormStage Norm(Weights weights, int channels, bool silu = true) => new(weights, channels, Normalization.SdGroups(channels), Epsilon, silu);

    public override Features Run(Features x, Workspace workspace) => Run(x, concat: null, workspace);

    /// <param name="x">[B,H,W,C].</param>
    /// <param name="concat">[B,H,W,D]: channels that follow those of <paramref name="x"/>, for a block of C + D channels.</param>
    /// <param name="workspace">Memory and condition of this run.</param>
    /// <returns>[B,H,W,O], or half or twice as high and wide.</returns>
    public Features Run(Features x, Features? concat, Workspace workspace)
    {
        var condition = workspace.Condition!;
        var time = _embedding.Run(condition.Embedding, workspace); // [conditions, 1, 1, O or 2O]
        var values = condition.ValuesOf(time);
        ChannelValues? shift = _scaleShift ? null : values;
        Modulation? modulation = _scaleShift ? new(values, condition.ValuesOf(time, _outputs)) : null;
        var h = _resampling == Resampling.None
            ? _conv1.Run(x, workspace, new() { Norm = _norm1, Concat = concat, Shift = shift })
            : Resample(x, shift, workspace);
        var skip = _resampling switch
        {
            Resampling.Down => Halve(x, workspace),
            Resampling.Up => Double(x, workspace),
            _ => _shortcut?.Run(x, workspace, new() { Concat = concat }),
        };
        var y = _conv2.Run(h, workspace, new() { Norm = _norm2, Modulation = modulation, Residual = skip ?? x });
        time.Release();
        h.Release();
        skip?.Release();
        workspace.Completed(_name, y);
        return y;
    }

    public override ReceptiveField Before(ReceptiveField output) => output.Attended(); // as the network's

    // The size changes between the activation and the convolution, which repeats positions itself.
    private Features Resample(Features x, ChannelValues? shift, Workspace workspace)
    {
        var activated = _norm1.Run(x, workspace);
        var input = _resampling == Resampling.Up ? activated : Halve(activated, workspace);
        var h = _conv1.Run(input, workspace, new() { Shift = shift });
        activated.Release();
        if (input != activated)
            input.Release();
        return h;
    }

    private static Features Halve(Features x, Workspace workspace)
    {
        var maps = x.Maps;
        var y = workspace.Rent(maps.Images, maps.Height / 2, maps.Width / 2, maps.Channels);
        if (!workspace.IsRehearsal)
            AveragePooling.Run(maps, 2, y.Maps);
        return y;
    }

    private static Features Double(Features x, Workspace workspace)
    {
        var maps = x.Maps;
        var y = workspace.Rent(maps.Images, 2 * maps.Height, 2 * maps.Width, maps.Channels);
        if (!workspace.IsRehearsal)
            NearestUpsampling.Run(maps, y.Maps);
        return y;
    }
}
