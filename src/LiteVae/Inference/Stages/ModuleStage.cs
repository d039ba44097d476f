using LiteVae.Kernels;
using static TorchSharp.torch;

namespace LiteVae.Inference.Stages;

/// <summary>A part that has no prepared form: the module itself, in float32. It belongs to the model, which must outlive this.</summary>
internal sealed class ModuleStage(nn.Module<Tensor, Tensor> module, ScalarType type) : Stage
{
    public override Features Run(Features x)
    {
        using var scope = NewDisposeScope();
        return new(Layout.ChannelsLast(module.call(x.Values.to_type(ScalarType.Float32).contiguous()).to_type(type)).MoveToOuterDisposeScope());
    }
}
