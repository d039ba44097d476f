using System.Diagnostics;

namespace LiteVae.Cli.Tests;

/// <summary>Pictures and latents are computed in float32 without libtorch, as a process's map of memory shows while a verb runs.</summary>
public sealed class LibraryTests(Workspace workspace) : IClassFixture<Workspace>
{
    private const string Codec = "LiteVae.Codec.dll";
    private const string Torch = "libtorch";

    [Theory]
    [InlineData("reconstruct")]
    [InlineData("encode")]
    [InlineData("decode")]
    [InlineData("inspect")]
    public void Verbs_of_pictures_never_map_libtorch(string verb)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var mapped = MappedFilesOf(Start(verb));
        Assert.Contains(mapped, file => file.EndsWith(Codec, StringComparison.Ordinal)); // the verb's work was seen
        Assert.DoesNotContain(mapped, file => file.Contains(Torch, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Import_and_export_never_map_libtorch()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var (published, imported) = (Path.Combine(AppContext.BaseDirectory, "fixtures", "golden", "diffusers_vae_tiny"), workspace.At("libraries-imported.safetensors"));
        foreach (string[] args in new string[][] { ["import", published, "--output", imported], ["export", imported, "--format", "diffusers", "--output", workspace.At("libraries-exported")] })
        {
            var mapped = MappedFilesOf(Tool.Start(args));
            Assert.Contains(mapped, file => file.EndsWith(Codec, StringComparison.Ordinal));
            Assert.DoesNotContain(mapped, file => file.Contains(Torch, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public void Diffusion_samples_never_map_libtorch()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var run = workspace.At("libraries-run");
        Tool.RunProcess(["diffusion", "train", "--output", run, .. DiffusionTests.TinyRun(1), "--first-stage", workspace.Model]).Expect(0);
        var mapped = MappedFilesOf(Tool.Start("diffusion", "sample", "--model", run, "--output", workspace.At("libraries-samples"), "--count", "8", "--steps", "20"));
        Assert.Contains(mapped, file => file.EndsWith(Codec, StringComparison.Ordinal));
        Assert.DoesNotContain(mapped, file => file.Contains(Torch, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Bfloat16_maps_libtorch()
    {
        if (!OperatingSystem.IsLinux())
            return;
        Assert.Contains(MappedFilesOf(Start("reconstruct", "--precision", "bf16")), file => file.Contains(Torch, StringComparison.OrdinalIgnoreCase));
    }

    // A verb on a picture, or on latents that are written first.
    private Process Start(string verb, params string[] options)
    {
        var input = workspace.Picture($"{verb}.png", 96, 64);
        if (verb == "decode")
        {
            var latents = workspace.At("libraries.safetensors");
            Tool.Run("encode", input, "--model", workspace.Model, "--output", latents).Expect(0);
            input = latents;
        }
        if (verb == "inspect")
            return Tool.Start(["inspect", "--model", workspace.Model, "--image", input, "--picture", workspace.At("libraries-inspect.png"), "--resolution", "64", .. options]);
        var output = workspace.At(verb == "encode" ? "libraries-out.safetensors" : $"libraries-{verb}");
        return Tool.Start([verb, input, "--model", workspace.Model, "--output", output, .. options]);
    }

    // The files that the process had mapped at any time that it was looked at. A library stays mapped until the process ends.
    internal static HashSet<string> MappedFilesOf(Process process)
    {
        HashSet<string> files = [];
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(2)))
        {
            try
            {
                foreach (var line in File.ReadLines($"/proc/{process.Id}/maps"))
                {
                    if (line.IndexOf('/', StringComparison.Ordinal) is var start and >= 0)
                        files.Add(line[start..]);
                }
            }
            catch (IOException)
            {
                // The process ended meanwhile.
            }
        }
        process.Finish().Expect(0);
        return files;
    }
}
