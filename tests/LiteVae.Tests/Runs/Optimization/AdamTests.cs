using LiteVae.Runs.Optimization;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Runs.Optimization;

/// <summary>Adam against PyTorch's in float64 (tests/fixtures/training/make.py), with gradients from 1e-9 to 1e2.</summary>
public sealed class AdamTests
{
    [Theory]
    [InlineData("adam", 0)]
    [InlineData("adamw", 0.2)]
    public void Twenty_steps_equal_PyTorchs(string name, double weightDecay)
    {
        using var scope = NewDisposeScope();
        var expected = FormulaTensors.Fixture("training/pieces.json")[name]!;
        var scales = tensor(expected["scales"]!.AsArray().Select(n => n!.GetValue<double>()).ToArray());
        using var module = nn.Linear(scales.numel(), 1, hasBias: false, dtype: ScalarType.Float64);
        using var parameters = new FlatParameters(module);
        using var adam = new Adam(parameters, 0.8, 0.95, weightDecay);
        using var noGrad = no_grad();
        parameters.Values.copy_(FormulaTensors.Make([scales.numel()], 3000));
        var steps = expected["steps"]!.AsArray();
        Assert.Equal(20, steps.Count);
        for (var step = 0; step < steps.Count; step++)
        {
            // In two steps there is no gradient at all: the moments alone move the parameters.
            var gradient = (FormulaTensors.Make([scales.numel()], 3001 + step) * scales).Times(step is 7 or 8 ? 0 : 1);
            parameters.Gradients!.copy_(gradient);
            adam.Step(step + 1, 0.03);
            FormulaTensors.AssertEqual(steps[step], module.weight!.flatten(), 1e-13);
        }
    }

    // Values in float32 are updated by one vectorized pass; its rounding is all that may differ from float64.
    [Theory]
    [InlineData(0)]
    [InlineData(0.2)]
    public void The_vectorized_pass_over_float32_equals_the_steps_in_float64(double weightDecay)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        const int Count = 37; // no multiple of any vector's length
        using var single = nn.Linear(Count, 1, hasBias: false);
        using var twice = nn.Linear(Count, 1, hasBias: false, dtype: ScalarType.Float64);
        using var parameters = new FlatParameters(single);
        using var expected = new FlatParameters(twice);
        using var adam = new Adam(parameters, 0.8, 0.95, weightDecay);
        using var reference = new Adam(expected, 0.8, 0.95, weightDecay);
        expected.Values.copy_(FormulaTensors.Make([Count], 3000));
        parameters.Values.copy_(expected.Values);
        for (var step = 1; step <= 10; step++)
        {
            expected.Gradients!.copy_(FormulaTensors.Make([Count], 3000 + step));
            parameters.Gradients!.copy_(expected.Gradients);
            adam.Step(step, 0.03);
            reference.Step(step, 0.03);
        }
        var difference = (parameters.Values.to_type(ScalarType.Float64) - expected.Values).abs().max().item<double>();
        Assert.InRange(difference, 0, 1e-5);
    }
}
