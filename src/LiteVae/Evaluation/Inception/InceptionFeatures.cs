using LiteVae.Checkpoints.ThirdParty;
using LiteVae.Codec.Models.Files;
using LiteVae.Evaluation.Features;
using LiteVae.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Inception;

/// <summary>Images in, FID's features out: quantized, resized and normalized by a convention. Owns its network.</summary>
public sealed class InceptionFeatures : IFeatureNetwork
{
    private readonly InceptionV3 _network;

    private InceptionFeatures(InceptionV3 network, FidConvention convention, Device? device)
    {
        _network = network;
        Convention = convention;
        Device = device ?? CPU;
        _network.to(Device);
    }

    /// <summary>Creates the network with given weights.</summary>
    /// <param name="weights">Under the names of pytorch-fid's <c>pt_inception-2015-12-05-6726825d.pth</c>; copied.</param>
    /// <param name="convention">Whose FID is wanted.</param>
    /// <param name="device">Null: the processor.</param>
    /// <exception cref="ArgumentException">Weights are missing or of another shape; the message names them.</exception>
    public InceptionFeatures(IReadOnlyDictionary<string, Tensor> weights, FidConvention convention = FidConvention.PytorchFid, Device? device = null)
        : this(Filled(network => network.Load(weights)), convention, device)
    {
    }

    /// <summary>What <see cref="FromWeights"/> reads: names of <see cref="ThirdPartyFiles"/>.</summary>
    public static IReadOnlyList<string> Weights { get; } = ["inception-fid"];

    /// <summary>Creates the network with the published weights, from those on this machine.</summary>
    /// <param name="convention">Whose FID is wanted.</param>
    /// <param name="device">Null: the processor.</param>
    /// <exception cref="CheckpointException">Weights are not there, or do not fit; the message names them.</exception>
    public static InceptionFeatures FromWeights(FidConvention convention = FidConvention.PytorchFid, Device? device = null)
    {
        ThirdPartyWeights.Require(Weights);
        return new(Filled(network => ThirdPartyWeights.Copy(Weights[0], network.Load)), convention, device);
    }

    /// <summary>Numbers per image.</summary>
    public static int Count => InceptionV3.Features;

    int IFeatureNetwork.FeatureCount => Count;

    /// <summary>The convention by which features are computed; a report names it.</summary>
    public FidConvention Convention { get; }

    /// <summary>Where the network is.</summary>
    public Device Device { get; }

    /// <summary>The features of a batch.</summary>
    /// <param name="images">[B,3,H,W] in [-1,1], any size; quantized to 8 bits first.</param>
    /// <returns>[B,2048], float32, on the network's device.</returns>
    /// <exception cref="ArgumentException">Another shape.</exception>
    public Tensor Of(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        TensorGuards.RequireChannels(images, 3, "Inception features");
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return _network.call(InceptionInput.Prepare(images.detach().to(Device), Convention)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    private static InceptionV3 Filled(Action<InceptionV3> fill)
    {
        TorchRuntime.EnsureLoaded();
        var network = new InceptionV3();
        fill(network);
        return network;
    }
}
