using System.Text.Json.Nodes;
using LiteVae.Runtime.Numbers;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Tests;

/// <summary>Weights and inputs by a formula, which tests/fixtures/formula.py repeats exactly: fixtures hold results alone.</summary>
internal static class FormulaTensors
{
    /// <summary>Float64 values in [-scale, scale).</summary>
    public static Tensor Make(long[] shape, int index, double scale = 1)
    {
        var values = new double[shape.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++)
        {
            unchecked
            {
                var x = (uint)i * 0x9E3779B1u + (uint)(index + 1) * 0x85EBCA6Bu;
                x ^= x >> 16;
                x *= 0x7FEB352Du;
                x ^= x >> 15;
                x *= 0x846CA68Bu;
                x ^= x >> 16;
                values[i] = (x / 2147483648.0 - 1) * scale;
            }
        }
        return tensor(values, shape);
    }

    /// <summary>Fills a module, made float64, as the fixtures' networks are filled.</summary>
    public static T Fill<T>(T module) where T : nn.Module
    {
        module.to(ScalarType.Float64);
        FillState(module.state_dict());
        return module;
    }

    /// <summary>Fills the tensors of a state in the order of their names, as the fixtures' networks are filled.</summary>
    /// <param name="state">Parameters and buffers by name.</param>
    /// <param name="kernelScale">A factor of tensors with four dimensions.</param>
    public static void FillState(IReadOnlyDictionary<string, Tensor> state, double kernelScale = 1)
    {
        var index = -1;
        using var noGrad = no_grad();
        foreach (var (name, target) in state.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            index++;
            if (!target.is_floating_point())
                continue;
            var value = Value(name, target, index);
            target.copy_(target.dim() == 4 ? value.Times(kernelScale) : value);
        }
    }

    /// <summary>Whether two tensors have the same shape and values, exactly.</summary>
    public static bool Same(this Tensor a, Tensor b) => a.shape.SequenceEqual(b.shape) && a.eq(b).all().item<bool>();

    /// <summary>A fixture's JSON.</summary>
    public static JsonNode Fixture(string path) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", path)))!;

    /// <summary>Asserts that a tensor holds a fixture's numbers, relative to their maximum.</summary>
    public static void AssertEqual(JsonNode? expected, Tensor actual, double tolerance = 1e-9)
    {
        var numbers = expected is JsonArray array ? array.Select(n => n!.GetValue<double>()).ToArray() : [expected!.GetValue<double>()];
        var got = actual.detach().to_type(ScalarType.Float64).contiguous().data<double>().ToArray();
        Assert.Equal(numbers.Length, got.Length);
        var scale = numbers.Max(Math.Abs);
        Assert.True(scale > 0, "The fixture is all zero and would prove nothing.");
        var error = numbers.Zip(got, (a, b) => Math.Abs(a - b)).Max(d => double.IsNaN(d) ? double.PositiveInfinity : d) / scale;
        Assert.True(error <= tolerance, $"Relative error {error:g3} exceeds {tolerance:g1}.");
    }

    private static Tensor Value(string name, Tensor target, int index)
    {
        if (name.EndsWith("weight_u", StringComparison.Ordinal) || name.EndsWith("weight_v", StringComparison.Ordinal))
        {
            var v = Make(target.shape, index);
            return v / v.norm();
        }
        if (target.dim() >= 2)
            return Make(target.shape, index, Math.Sqrt(6.0 / (target.numel() / target.size(0))));
        string[] nearOne = ["running_var", "weight", "scales", "gain"];
        return nearOne.Any(end => name.EndsWith(end, StringComparison.Ordinal))
            ? Make(target.shape, index, 0.3).Plus(1)
            : Make(target.shape, index, 0.1);
    }
}
