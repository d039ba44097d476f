using LiteVae.Checkpoints;
using LiteVae.Codec.Models.Files;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests;

/// <summary>A golden file: weights, input and output of a float64 reference, stored as float32.</summary>
internal sealed class Golden : IDisposable
{
    /// <summary>A float32 implementation reproduces an output within this part of its maximum.</summary>
    public const double Tolerance = 1e-4;

    private readonly SafetensorsFile _file;

    public Golden(string name) =>
        _file = SafetensorsFile.Open(Path.Combine(AppContext.BaseDirectory, "fixtures", "golden", $"{name}.safetensors"));

    public Tensor this[string name] => _file.Read(name);

    public T Into<T>(T module)
        where T : nn.Module
    {
        StateDict.Load(module, _file, "weight.", allowUnexpected: true);
        module.eval();
        return module;
    }

    public static void AssertClose(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        var scale = expected.abs().max().ToNumber();
        var error = (expected - actual).abs().max().ToNumber() / scale;
        Assert.True(error < Tolerance, $"relative error {error:E2}");
    }

    public void Dispose() => _file.Dispose();
}
