using LiteVae.Codec.Kernels.Microkernels;
using LiteVae.Codec.Kernels.Residual;
using LiteVae.Codec.Models;
using LiteVae.Kernels;
using LiteVae.Layers;
using LiteVae.Runtime.Numbers;
using LiteVae.Tests.Kernels;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Tests.Layers;

/// <summary>Residual blocks as one operation: values and gradients against the same modules in double precision.</summary>
public sealed class ResidualBlockTests
{
    private const double Tolerance = 5e-6;

    public static TheoryData<string> InstructionSets => [.. MicrokernelChoice.All.Select(m => m.Name)];

    [Theory]
    [InlineData(NormKind.Group, 16, 16, 2, 12, 16)]
    [InlineData(NormKind.Group, 12, 20, 3, 5, 7)]
    [InlineData(NormKind.Group, 64, 32, 1, 23, 18)]
    [InlineData(NormKind.Group, 72, 80, 2, 14, 9)]
    [InlineData(NormKind.Group, 128, 128, 2, 1, 1)]
    [InlineData(NormKind.SelfModulated, 16, 16, 2, 12, 16)]
    [InlineData(NormKind.SelfModulated, 21, 35, 2, 9, 13)]
    public void Of_the_decoder_agrees_with_the_definition(NormKind norm, long inputs, long outputs, long images, long height, long width)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var block = new SdResBlock(inputs, outputs, norm, dropout: 0);
        using var exact = new SdResBlock(inputs, outputs, norm, dropout: 0);
        AssertAgrees(block, block.call, exact, exact.call, [KernelCase.Noise(1, images, inputs, height, width)], outputs);
    }

    [Theory]
    [InlineData(NormKind.Group, 16, 16, 1, 2, 12, 16)]
    [InlineData(NormKind.Group, 20, 36, 1, 3, 5, 7)]
    [InlineData(NormKind.Group, 32, 32, 1.5, 1, 33, 20)]
    [InlineData(NormKind.SelfModulated, 12, 28, 2, 2, 6, 9)]
    public void Of_feature_networks_agrees_with_the_definition(NormKind norm, long inputs, long outputs, double scale, long images, long height, long width)
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        using var block = new FeatureResBlock(inputs, outputs, norm, dropout: 0, scale);
        using var exact = new FeatureResBlock(inputs, outputs, norm, dropout: 0, scale);
        AssertAgrees(block, block.call, exact, exact.call, [KernelCase.Noise(1, images, inputs, height, width)], outputs);
    }

    [Theory]
    [InlineData(NormKind.Group, 20, 12, 16, 2, 12, 16)]
    [InlineData(NormKind.Group, 13, 7, 24, 1, 5, 9)]
    [InlineData(NormKind.SelfModulated, 32, 17, 16, 2, 7, 6)]
    public void Of_two_inputs_agrees_with_the_definition(NormKind norm, long first, long second, long outputs, long images, long height, long width)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        using var block = new FeatureResBlock(first + second, outputs, norm, dropout: 0, residualScale: 1);
        using var exact = new FeatureResBlock(first + second, outputs, norm, dropout: 0, residualScale: 1);
        Tensor[] inputs = [KernelCase.Noise(1, images, first, height, width), KernelCase.Noise(2, images, second, height, width)];
        AssertAgree(block, x => block.call(x[0], x[1]), exact, x => exact.call(cat(x, 1)), inputs, outputs);
    }

    [Theory, MemberData(nameof(InstructionSets))]
    public unsafe void Every_instruction_set_gives_the_same_gradients(string name)
    {
        using var scope = NewDisposeScope();
        manual_seed(8);
        var loops = MicrokernelChoice.All.Single(m => m.Name == name);
        using var block = new FeatureResBlock(23, 18, NormKind.Group, dropout: 0, residualScale: 1);
        var (x, concat) = (KernelCase.Maps(1, 2, 11, 9, 6).requires_grad_(true), KernelCase.Maps(2, 2, 12, 9, 6).requires_grad_(true));
        var direction = KernelCase.Maps(3, 2, 18, 9, 6);
        (block.call(x, concat) * direction).sum().backward();

        var named = block.named_parameters().ToDictionary(p => p.name, p => p.parameter.detach());
        var gradients = named.ToDictionary(p => p.Key, p => empty_like(p.Value));
        var (hidden, y) = (KernelTensors.Create(2, 18, 9, 6), KernelTensors.Create(2, 18, 9, 6));
        var (xGradient, concatGradient) = (KernelTensors.Create(2, 11, 9, 6), KernelTensors.Create(2, 12, 9, 6));
        var kernel = new ResidualBlock(Pointers(named), new ResidualShape(FirstGroups: 1, SecondGroups: 3, Normalization.FeatureEpsilon), loops);
        var moments = kernel.Forward(KernelTensors.Maps(x.detach()), KernelTensors.Maps(concat.detach()), KernelTensors.Maps(hidden), KernelTensors.Maps(y));
        kernel.Backward(
            KernelTensors.Maps(x.detach()), KernelTensors.Maps(concat.detach()), KernelTensors.Maps(hidden), moments, KernelTensors.Maps(direction),
            KernelTensors.Maps(xGradient), KernelTensors.Maps(concatGradient), Pointers(gradients));

        KernelCase.AssertClose(block.call(x, concat).detach(), y, Tolerance);
        KernelCase.AssertClose(x.grad!, xGradient, Tolerance);
        KernelCase.AssertClose(concat.grad!, concatGradient, Tolerance);
        foreach (var (parameter, value) in block.named_parameters())
            KernelCase.AssertClose(value.grad!, gradients[parameter], Tolerance);

        static ResidualParameters Pointers(Dictionary<string, Tensor> tensors) => new()
        {
            FirstNormWeight = KernelTensors.Pointer(tensors["norm_in.weight"]),
            FirstNormBias = KernelTensors.Pointer(tensors["norm_in.bias"]),
            FirstWeight = KernelTensors.Pointer(tensors["conv_in.weight"]),
            FirstBias = KernelTensors.Pointer(tensors["conv_in.bias"]),
            SecondNormWeight = KernelTensors.Pointer(tensors["norm_out.weight"]),
            SecondNormBias = KernelTensors.Pointer(tensors["norm_out.bias"]),
            SecondWeight = KernelTensors.Pointer(tensors["conv_out.weight"]),
            SecondBias = KernelTensors.Pointer(tensors["conv_out.bias"]),
            SkipWeight = KernelTensors.Pointer(tensors["skip_connection.weight"]),
            SkipBias = KernelTensors.Pointer(tensors["skip_connection.bias"]),
        };
    }

    [Theory]
    [InlineData(NormKind.Group)]
    [InlineData(NormKind.SelfModulated)]
    public void With_frozen_parameters_gives_the_inputs_gradient_alone(NormKind norm)
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        using var block = new SdResBlock(8, 12, norm, dropout: 0);
        var x = KernelCase.Noise(1, 1, 8, 7, 9).requires_grad_(true);
        block.call(x).Squared().sum().backward();
        var expected = x.grad!.clone();
        foreach (var parameter in block.parameters())
        {
            parameter.requires_grad = false;
            parameter.grad = null;
        }
        x.grad = null;
        block.call(x).Squared().sum().backward();
        Assert.True(expected.Equals(x.grad!));
        Assert.All(block.parameters(), p => Assert.True(p.grad is null));
    }

    [Fact]
    public void A_graph_that_is_kept_gives_the_same_gradient_twice()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        using var block = new SdResBlock(8, 8, NormKind.SelfModulated, dropout: 0);
        var x = KernelCase.Noise(1, 1, 8, 8, 8).requires_grad_(true);
        var loss = block.call(x).Squared().sum();
        var first = autograd.grad([loss], [x], retain_graph: true)[0].clone();
        Assert.True(first.Equals(autograd.grad([loss], [x])[0]));
    }

    [Fact]
    public void Training_leaves_no_tensors_behind()
    {
        using var scope = NewDisposeScope();
        using var first = new FeatureResBlock(8, 12, NormKind.Group, dropout: 0, residualScale: 1);
        using var second = new FeatureResBlock(20, 8, NormKind.SelfModulated, dropout: 0, residualScale: 1);
        var x = KernelCase.Noise(1, 2, 8, 12, 12);
        TensorLeaks.AssertNone(() =>
        {
            using var step = NewDisposeScope();
            first.zero_grad();
            second.zero_grad();
            second.call(first.call(x), x).Squared().sum().backward();
        });
    }

    private static void AssertAgrees(
        Module<Tensor, Tensor> block, Func<Tensor, Tensor> compute, Module<Tensor, Tensor> exact, Func<Tensor, Tensor> definition, Tensor[] inputs, long outputs) =>
        AssertAgree(block, x => compute(x[0]), exact, x => definition(x[0]), inputs, outputs);

    private static void AssertAgree(
        Module<Tensor, Tensor> block, Func<Tensor[], Tensor> compute, Module<Tensor, Tensor> exact, Func<Tensor[], Tensor> definition, Tensor[] inputs, long outputs)
    {
        using (no_grad())
        {
            foreach (var parameter in block.parameters())
                parameter.AddInPlace(randn_like(parameter).Times(0.2)); // norms begin as ones and zeros
        }
        exact.load_state_dict(block.state_dict());
        exact.to(ScalarType.Float64);
        var direction = KernelCase.Noise(9, inputs[0].size(0), outputs, inputs[0].size(2), inputs[0].size(3));
        var actual = Gradients(compute, block, ScalarType.Float32);
        foreach (var (name, expected) in Gradients(definition, exact, ScalarType.Float64))
        {
            // The bias before a norm of groups of one channel changes nothing: its gradient is rounding.
            if (expected.abs().max().ToNumber() > 1e-9)
                KernelCase.AssertClose(expected, actual[name], Tolerance);
        }

        Dictionary<string, Tensor> Gradients(Func<Tensor[], Tensor> function, Module<Tensor, Tensor> module, ScalarType type)
        {
            Tensor[] at = [.. inputs.Select(x => x.to_type(type, copy: true).requires_grad_(true))];
            var y = function(at);
            (y * direction.to_type(type)).sum().backward();
            return new(
                [
                    new("output", y.detach()),
                    .. at.Select((x, i) => new KeyValuePair<string, Tensor>($"input {i}", x.grad!)),
                    .. module.named_parameters().Select(p => new KeyValuePair<string, Tensor>(p.name, p.parameter.grad!)),
                ]);
        }
    }
}
