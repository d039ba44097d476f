using LiteVae.Autoencoders;
using LiteVae.Evaluation.FeatureMaps;
using LiteVae.Pictures;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation.FeatureMaps;

public sealed class ModelInspectionTests
{
    private readonly RgbImage _picture = PictureSource.Of(1, 37).TryLoad(0, default)!;

    [Fact]
    public void Shows_what_the_model_computes_of_a_picture_of_any_size()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = TinyModel.Create(1);
        using var inside = ModelInspection.Of(model, _picture);
        var latent = model.Encode(SizePadding.Pad(ImageTensors.ToTensor(_picture), model.DownsamplingFactor)).Mean;
        Assert.Equal([4, 5, 5], inside.Latent.shape);
        Assert.Equal(latent[0], inside.Latent);
        Assert.Equal(SizePadding.Crop(model.Decode(latent), 37, 37), inside.Reconstruction);
        Assert.Equal([16, 40, 40], inside.FeatureMaps.shape);
        Assert.Equal(16, inside.Balance.Ratios.Count);
        Assert.Equal(inside.FeatureMaps.abs().max().item<float>(), inside.Peaks.Within("decoder.up.0.block.2")!.Value, 1e-6);
    }

    [Fact]
    public void Owns_its_tensors()
    {
        using var model = TinyModel.Create(1);
        TensorLeaks.AssertNone(() => ModelInspection.Of(model, _picture).Dispose());
    }
}
