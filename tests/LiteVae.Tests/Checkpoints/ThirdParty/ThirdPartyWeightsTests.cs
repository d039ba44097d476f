using LiteVae.Checkpoints;
using LiteVae.Checkpoints.ThirdParty;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models.Files;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Checkpoints.ThirdParty;

public sealed class ThirdPartyWeightsTests : IDisposable
{
    private readonly WeightsEnvironment _weights = new();

    public void Dispose() => _weights.Dispose();

    [Fact]
    public void Every_file_is_known_by_size_and_digest()
    {
        Assert.Equal(["vgg16", "vgg19", "alexnet", "squeezenet1_1", "lpips-vgg", "lpips-alex", "lpips-squeeze", "inception-fid"], ThirdPartyFiles.All.Select(f => f.Name));
        Assert.All(ThirdPartyFiles.All, file =>
        {
            Assert.Matches("^[0-9a-f]{64}$", file.Sha256);
            Assert.Equal("https", file.Url.Scheme);
            Assert.True(file.Bytes > 1000);
            Assert.Same(file, ThirdPartyFiles.Get(file.Name));
        });
        Assert.Equal(ThirdPartyFiles.All.Count, ThirdPartyFiles.All.Select(f => f.Sha256).Distinct().Count());
    }

    [Fact]
    public void Digests_begin_with_the_digits_in_the_published_names()
    {
        var named = ThirdPartyFiles.All.Where(f => !f.Name.StartsWith("lpips", StringComparison.Ordinal)).ToList();
        Assert.Equal(5, named.Count);
        Assert.All(named, f => Assert.EndsWith($"-{f.Sha256[..8]}.pth", f.Url.AbsolutePath, StringComparison.Ordinal));
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_nearest() =>
        Assert.Contains("\"vgg61\" is not known, did you mean vgg16?", Assert.Throws<ConfigException>(() => ThirdPartyWeights.Locate("vgg61")).Message);

    [Fact]
    public void Missing_weights_are_named_all_at_once_with_the_command_that_brings_them()
    {
        File.WriteAllBytes(_weights["alexnet.pth"], [1]);
        var message = Assert.Throws<CheckpointException>(() => ThirdPartyWeights.Require("vgg16", "alexnet", "lpips-vgg", "vgg16")).Message;
        Assert.Contains("\"litevae weights fetch vgg16 lpips-vgg\" (553 MB)", message);
        Assert.Contains("\"litevae weights add vgg16 FILE\"", message);
        Assert.Contains(_weights.Folder, message);
        Assert.DoesNotContain("alexnet", message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Weights_that_are_there_are_located()
    {
        File.WriteAllBytes(_weights["alexnet.pth"], [1]);
        ThirdPartyWeights.Require("alexnet");
        Assert.Equal(_weights["alexnet.pth"], ThirdPartyWeights.Locate("alexnet"));
        Assert.Contains("fetch vgg19", Assert.Throws<CheckpointException>(() => ThirdPartyWeights.Locate("vgg19")).Message);
    }

    [Fact]
    public void Without_the_variable_they_are_in_the_users_cache()
    {
        var (weights, cache) = (Environment.GetEnvironmentVariable("LITEVAE_WEIGHTS"), Environment.GetEnvironmentVariable("XDG_CACHE_HOME"));
        try
        {
            Environment.SetEnvironmentVariable("LITEVAE_WEIGHTS", null);
            Environment.SetEnvironmentVariable("XDG_CACHE_HOME", _weights.Folder);
            Assert.Equal(Path.Combine(_weights.Folder, "litevae", "weights"), ThirdPartyWeights.Folder);
        }
        finally
        {
            Environment.SetEnvironmentVariable("LITEVAE_WEIGHTS", weights);
            Environment.SetEnvironmentVariable("XDG_CACHE_HOME", cache);
        }
    }

    [Theory]
    [InlineData("nested.zip.pt")]
    [InlineData("nested.older.pt")]
    public void PyTorch_files_are_read(string fixture)
    {
        using var scope = NewDisposeScope();
        File.Copy(Fixture(fixture), _weights["vgg16.pth"]);
        using var expected = SafetensorsFile.Open(Fixture("expected.safetensors"));
        var all = ThirdPartyWeights.Load("vgg16");
        Assert.Contains("norm.running_mean", all.Keys);
        var convolution = ThirdPartyWeights.Load("vgg16", "conv.");
        Assert.Equal(["conv.bias", "conv.weight"], convolution.Keys.Order(StringComparer.Ordinal));
        Assert.True(convolution["conv.weight"].Same(expected.Read("nested/conv.weight")));
    }

    [Fact]
    public void Safetensors_files_are_read()
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(_weights["vgg16.pth"], new Dictionary<string, Tensor> { ["a.x"] = TensorFactory.Range(0, 3), ["b.y"] = ones(2) });
        var tensors = ThirdPartyWeights.Load("vgg16", "a.");
        Assert.True(Assert.Single(tensors).Value.Same(TensorFactory.Range(0, 3)));
    }

    [Fact]
    public void A_file_that_runs_code_is_refused_by_name()
    {
        File.Copy(Fixture("malicious.zip.pt"), _weights["vgg16.pth"]);
        Assert.Contains("posix.system", Assert.Throws<CheckpointException>(() => ThirdPartyWeights.Load("vgg16")).Message);
    }

    [Theory]
    [InlineData("<html>sign in to the network</html>", "neither a zip nor a pickle")]
    [InlineData("<pre>   {", "header")]
    [InlineData("", "empty")]
    public void Anything_else_is_refused_by_its_path(string content, string reason)
    {
        File.WriteAllText(_weights["vgg16.pth"], content);
        var message = Assert.Throws<CheckpointException>(() => ThirdPartyWeights.Load("vgg16")).Message;
        Assert.Contains(_weights["vgg16.pth"], message);
        Assert.Contains(reason, message);
    }

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "fixtures/pytorch", name);
}
