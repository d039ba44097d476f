using LiteVae.Evaluation.Inception;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation.Inception;

/// <summary>Against PyTorch, PIL and a formula of TensorFlow's (tests/fixtures/evaluation/make_metrics.py).</summary>
public sealed class InceptionInputTests
{
    public static TheoryData<FidConvention, int> Cases
    {
        get
        {
            var cases = new TheoryData<FidConvention, int>();
            foreach (var convention in Enum.GetValues<FidConvention>())
            {
                cases.Add(convention, 16);
                cases.Add(convention, 5);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Images_reach_the_network_as_the_other_tool_brings_them(FidConvention convention, int size)
    {
        using var scope = NewDisposeScope();
        var fixture = FormulaTensors.Fixture("evaluation/metrics.json")["inputs"]!.AsArray().Single(n => (int)n!["size"]! == size)!;
        var levels = FormulaTensors.Make([1, 3, 13, 9], 7).Plus(1).DividedBy(2).Times(256).floor();
        var input = InceptionInput.Prepare(levels.DividedBy(127.5).Minus(1).to_type(ScalarType.Float32), convention, size);
        Assert.Equal([1, 3, size, size], input.shape);
        FormulaTensors.AssertEqual(fixture[convention.ToString()], input, 2e-6);
    }

    [Fact]
    public void Conventions_differ_enough_to_be_told_apart()
    {
        using var scope = NewDisposeScope();
        var image = FormulaTensors.Make([1, 3, 13, 9], 7);
        var inputs = Enum.GetValues<FidConvention>().Select(c => InceptionInput.Prepare(image, c, 16)).ToArray();
        for (var i = 0; i < inputs.Length; i++)
        {
            for (var j = 0; j < i; j++)
                Assert.True((inputs[i] - inputs[j]).abs().max().item<float>() > 0.01);
        }
    }
}
