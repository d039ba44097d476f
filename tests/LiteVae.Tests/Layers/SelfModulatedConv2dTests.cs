using LiteVae.Layers;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Layers;

public sealed class SelfModulatedConv2dTests
{
    [Fact]
    public void Output_agrees_with_the_reference()
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden("smc");
        using var layer = golden.Into(new SelfModulatedConv2d(8, 12));
        Golden.AssertClose(golden["output"], layer.call(golden["input"]));
    }

    [Fact]
    public void Scaling_the_weights_changes_nothing()
    {
        using var scope = NewDisposeScope();
        using var layer = new SelfModulatedConv2d(8, 12);
        var before = layer.EffectiveWeight();
        using (no_grad())
        {
            foreach (var (name, parameter) in layer.named_parameters().Where(p => p.name is "conv.weight" or "scales"))
                parameter.MultiplyInPlace(7);
        }
        Assert.True((layer.EffectiveWeight() - before).abs().max().item<float>() < 1e-6);
    }
}
