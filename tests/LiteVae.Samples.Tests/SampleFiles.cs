using LiteVae.Packages.Tests;

namespace LiteVae.Samples.Tests;

/// <summary>A folder with a tiny model and a picture, in which samples are run.</summary>
public sealed class SampleFiles : IDisposable
{
    private static readonly string s_repository = Path.GetDirectoryName(Path.GetDirectoryName(SourceFolder.Of("LiteVae")))!;

    private readonly TemporaryFolder _files = new();

    public SampleFiles()
    {
        RunBuilt(Path.Combine("src", "LiteVae.Cli"), "LiteVae.Cli", "init", "--preset", "litevae-s-mini", "--output", Model,
            "--set", "latent_channels=4", "--set", "decoder.channels=16", "--set", "decoder.multipliers=[1, 1, 1, 1]");
        TestPicture.Write(Picture, 96, 64);
    }

    public string Root => _files.Root;

    public string Model => _files["model.safetensors"];

    /// <summary>A picture of 96x64 pixels.</summary>
    public string Picture => _files["picture.png"];

    public string this[string name] => _files[name];

    /// <summary>The folder of a sample.</summary>
    public static string Sample(params string[] parts) => Path.Combine([s_repository, "samples", .. parts]);

    /// <summary>The built program of a sample.</summary>
    public static string Program(string project, string assembly) => Path.Combine(Sample(project), "bin", BuildSettings.Configuration, "net10.0", $"{assembly}.dll");

    /// <summary>Runs a sample's program in this folder.</summary>
    public string Run(string project, string assembly, params string[] args) => RunBuilt(Path.Combine("samples", project), assembly, args);

    /// <summary>Runs a program of one file in this folder, beside the libraries as they were built for these tests.</summary>
    public string RunScript(string path, params string[] args) =>
        Command.Run(Root, "dotnet", ["run", "-c", BuildSettings.Configuration, "-p:BuildProjectReferences=false", path, .. args]);

    public void Dispose() => _files.Dispose();

    private string RunBuilt(string project, string assembly, params string[] args) =>
        Command.Run(Root, "dotnet", [Path.Combine(s_repository, project, "bin", BuildSettings.Configuration, "net10.0", $"{assembly}.dll"), .. args]);
}
