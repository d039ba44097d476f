using System.Runtime.InteropServices;
using LiteVae.Cli.Shared;
using LiteVae.Cli.Verbs.Version;
using LiteVae.Codec;

namespace LiteVae.Cli.Tests;

public sealed class VersionTests
{
    [Fact]
    public void Verb_and_option_say_the_same()
    {
        var verb = Tool.Run("version").Expect(0).Results;
        Assert.Equal(verb, Tool.Run("--version").Expect(0).Results);
        Assert.StartsWith("litevae ", verb, StringComparison.Ordinal);
        Assert.Contains(RuntimeInformation.FrameworkDescription, verb);
    }

    [Fact]
    public void Json_has_every_part()
    {
        var json = Tool.Run("version", "--json").Expect(0).Json;
        Assert.Equal(["version", "commit", "libtorch", "kernels", "dotnet", "os", "architecture"], json.Select(p => p.Key));
        Assert.Equal(CodecRuntime.InstructionSet, (string)json["kernels"]!);
        Assert.Matches(@"^\d+\.\d+\.\d+ \(libtorch-", (string)json["libtorch"]!);
    }

    [Fact]
    public void It_never_maps_libtorch()
    {
        if (!OperatingSystem.IsLinux())
            return;
        Assert.DoesNotContain(LibraryTests.MappedFilesOf(Tool.Start("version")), file => file.Contains("libtorch", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("0.1.0+5796d3f", "0.1.0", "5796d3f")]
    [InlineData("0.1.0", "0.1.0", null)]
    [InlineData("0.2.0-rc.1+", "0.2.0-rc.1", null)]
    public void A_version_has_a_commit_where_the_build_knew_it(string informational, string version, string? commit) =>
        Assert.Equal((version, commit), VersionInfo.Split(informational));

    [Theory]
    [InlineData("""{"libraries": {"TorchSharp/0.107.0": {}, "libtorch-cpu-linux-x64/2.10.0": {}}}""", "2.10.0 (libtorch-cpu-linux-x64)")]
    [InlineData("""{"libraries": {"TorchSharp/0.107.0": {}}}""", null)]
    [InlineData("{", null)]
    public void The_libtorch_of_the_build_is_read_from_the_list_of_dependencies(string list, string? found) =>
        Assert.Equal(found, LibtorchPackage.FindVersion(list));

    [Fact]
    public void Help_is_a_verb_too()
    {
        Assert.Equal(Tool.Run("--help").Expect(0).Results, Tool.Run("help").Expect(0).Results);
        Assert.Equal(Tool.Run("diffusion", "sample", "--help").Expect(0).Results, Tool.Run("help", "diffusion", "sample").Expect(0).Results);
    }
}
