using System.IO.Compression;
using System.Xml.Linq;

namespace LiteVae.Packages.Tests;

/// <summary>The packages work where only they are: outside the repository, from a feed.</summary>
public sealed class PackageTests(PackageFeed feed) : IClassFixture<PackageFeed>
{
    // The most that nuget.org takes.
    private const long MaxBytes = 250_000_000;

    /// <summary>Settings of a training that takes seconds: few channels, few pixels.</summary>
    private static readonly string[] s_tinyTraining =
    [
        "model={preset: litevae-s-mini, latent_channels: 4, decoder: {channels: 16, multipliers: [1, 1, 1, 1]}}",
        "train.phases=[{resolution: 16, steps: 2, batch_size: 2}]", "data.holdout=2",
    ];

    [Fact]
    public void Only_libraries_and_tool_are_packed()
    {
        SkipElsewhere();
        // The feed holds what four projects give; the others are no packages.
        var packable = Directory.GetFiles(Path.GetDirectoryName(Path.GetDirectoryName(SourceFolder.Of("LiteVae")))!, "*.csproj", SearchOption.AllDirectories)
            .Where(project => File.ReadAllText(project).Contains("build/Package.props"))
            .Select(project => Path.GetFileNameWithoutExtension(project)!).Order();
        Assert.Equal(["LiteVae", "LiteVae.Cli", "LiteVae.Codec", "LiteVae.Models"], packable);
        string[] expected = ["LiteVae", "LiteVae.Codec", "LiteVae.Models", "LiteVae.Tool", "LiteVae.Tool.linux-x64"];
        Assert.Equal(expected.Select(id => $"{id}.{BuildSettings.Version}.nupkg").Order(), Names("*.nupkg"));
        Assert.Equal(new[] { "LiteVae", "LiteVae.Codec" }.Select(id => $"{id}.{BuildSettings.Version}.snupkg").Order(), Names("*.snupkg"));
    }

    [Theory]
    [InlineData("LiteVae.Codec", "lib/net10.0/LiteVae.Codec.xml")]
    [InlineData("LiteVae", "lib/net10.0/LiteVae.xml")]
    [InlineData("LiteVae.Models", "models/litevae-s-mini.safetensors")]
    [InlineData("LiteVae.Tool", "tools/any/any/DotnetToolSettings.xml")]
    [InlineData("LiteVae.Tool.linux-x64", "licenses/libtorch-cpu-linux-x64/")]
    public void A_package_tells_what_it_is(string id, string content)
    {
        SkipElsewhere();
        var path = Path.Combine(feed.Packages, $"{id}.{BuildSettings.Version}.nupkg");
        Assert.InRange(new FileInfo(path).Length, 1, MaxBytes);
        using var package = ZipFile.OpenRead(path);
        using var nuspec = package.GetEntry($"{id}.nuspec")!.Open();
        var metadata = XDocument.Load(nuspec).Root!.Elements().Single().Elements().ToLookup(e => e.Name.LocalName, e => e.Value);
        Assert.Equal("Apache-2.0", metadata["license"].Single());
        Assert.NotNull(package.GetEntry(metadata["icon"].Single()));
        Assert.NotNull(package.GetEntry(metadata["readme"].Single()));
        Assert.Contains(package.Entries, entry => entry.FullName.StartsWith(content, StringComparison.Ordinal));
    }

    [Fact]
    public void The_codec_encodes_and_decodes_without_a_native_library()
    {
        SkipElsewhere();
        var code = PackageReadme.Program("LiteVae.Codec") + "\nConsole.WriteLine($\"{decoded.Width}x{decoded.Height}\");";
        var (results, output) = feed.RunProgram("UsesCodec", code, ("LiteVae.Codec", BuildSettings.Version));
        Assert.Equal("256x256", results.Trim());
        Assert.Equal(["LiteVae.Codec.dll", "UsesCodec.dll"], Directory.GetFiles(output, "*.dll", SearchOption.AllDirectories).Select(Path.GetFileName).Order());
        Assert.Empty(Directory.GetFiles(output, "*.so*", SearchOption.AllDirectories));
    }

    [Fact]
    public void The_codec_finds_a_shipped_model_by_its_name()
    {
        SkipElsewhere();
        const string Code = """
            using LiteVae.Codec;
            using var codec = LatentCodec.Load("litevae-s-mini");
            var latents = codec.Encode(new byte[64 * 48 * 3], 64, 48);
            Console.WriteLine($"{latents.Channels}x{latents.Height}x{latents.Width}");
            """;
        var (results, output) = feed.RunProgram("UsesModels", Code, ("LiteVae.Codec", BuildSettings.Version), ("LiteVae.Models", BuildSettings.Version));
        Assert.Equal("12x6x8", results.Trim());
        Assert.True(File.Exists(Path.Combine(output, "models", "litevae-s-mini.safetensors")));
    }

    [Fact]
    public void The_library_decodes_a_picture_and_trains()
    {
        SkipElsewhere();
        const string Setting = "\"train.phases.0.steps=100\"";
        var code = PackageReadme.Program("LiteVae");
        Assert.Contains(Setting, code);
        var (results, output) = feed.RunProgram(
            "UsesLibrary", code.Replace(Setting, string.Join(", ", s_tinyTraining.Select(setting => $"\"{setting}\""))),
            ("LiteVae", BuildSettings.Version), ("libtorch-cpu-linux-x64", BuildSettings.LibTorchVersion));
        Assert.StartsWith("Finished after 2 steps", results);
        Assert.True(File.Exists(Path.Combine(output, "..", "decoded.png")));
        // What its targets leave out: other platforms, and parts of libtorch that nothing calls.
        Assert.DoesNotContain(Directory.GetFiles(output, "*", SearchOption.AllDirectories), file => file.EndsWith(".dylib", StringComparison.Ordinal) || file.Contains("torch_python"));
    }

    [Fact]
    public void The_tool_tells_its_version() => Ran(() => Assert.StartsWith($"litevae {BuildSettings.Version}", feed.RunTool("--version")));

    [Fact]
    public void The_tool_reconstructs_a_picture() => Ran(() =>
    {
        feed.RunTool("reconstruct", feed.Picture, "--model", feed.Model, "--output", "reconstructed");
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(feed.Root, "reconstructed"), "*.png"));
    });

    [Fact]
    public void The_tool_reconstructs_a_picture_with_nothing_else_named() => Ran(() =>
    {
        feed.RunTool("reconstruct", feed.Picture);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(feed.Root, "reconstructed"), "picture*.png").Length);
    });

    [Fact]
    public void The_tool_trains_by_a_recipe_that_it_brings() => Ran(() =>
    {
        feed.RunTool(["train", "quickstart", "--output", "run", "--threads", "1", .. s_tinyTraining.SelectMany(setting => new[] { "--set", setting })]);
        Assert.True(File.Exists(Path.Combine(feed.Root, "run", "model.safetensors")));
    });

    private static void Ran(Action test)
    {
        SkipElsewhere();
        test();
    }

    private static void SkipElsewhere() => Assert.SkipWhen(PackageFeed.Unsupported is not null, PackageFeed.Unsupported ?? "");

    private IEnumerable<string?> Names(string pattern) => Directory.GetFiles(feed.Packages, pattern).Select(Path.GetFileName).Order();
}
