namespace LiteVae.Packages.Tests;

/// <summary>The packages, packed into a folder outside the repository that serves as a feed, and the tool installed from it.</summary>
public sealed class PackageFeed : IDisposable
{
    private readonly TemporaryFolder _files = new();

    public PackageFeed()
    {
        if (Unsupported is not null)
            return;
        foreach (var project in new[] { "LiteVae.Codec", "LiteVae.Models", "LiteVae", "LiteVae.Cli" })
            Command.Run(SourceFolder.Of(project), "dotnet", "pack", "--no-build", "-c", BuildSettings.Configuration, "-o", Packages, "-v", "q");
        ShareExtractedPackages();
        File.WriteAllText(_files["nuget.config"], $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{_files["extracted"]}" /></config>
              <fallbackPackageFolders><add key="others" value="{_files["others"]}" /></fallbackPackageFolders>
              <packageSources><add key="packed" value="{Packages}" /></packageSources>
            </configuration>
            """);
        Command.Run(Root, "dotnet", "tool", "install", "LiteVae.Tool", "--tool-path", _files["tool"], "--add-source", Packages);
        RunTool("init", "--preset", "litevae-s-mini", "--output", Model);
        TestPicture.Write(_files["picture.png"], 96, 64);
    }

    /// <summary>Why packages cannot be tested here; null where they can.</summary>
    public static string? Unsupported => OperatingSystem.IsLinux() && System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64
        ? null : "The packages are tested on linux-x64 alone, whose libtorch is restored there.";

    public string Root => _files.Root;

    /// <summary>The folder with the packages.</summary>
    public string Packages => _files["packages"];

    /// <summary>A model file.</summary>
    public string Model => _files["model.safetensors"];

    /// <summary>A picture of 96x64 pixels.</summary>
    public string Picture => _files["picture.png"];

    /// <summary>Runs the installed tool.</summary>
    public string RunTool(params string[] args) => Command.Run(Root, _files[Path.Combine("tool", "litevae")], args);

    /// <summary>A console project outside the repository, built and run from its own folder, where model and picture are too.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="code">The program.</param>
    /// <param name="packages">What it references, with versions.</param>
    /// <returns>What it printed, and the folder into which it was built.</returns>
    public (string Results, string Output) RunProgram(string name, string code, params (string Id, string Version)[] packages)
    {
        var folder = _files[name];
        var references = string.Join("\n    ", packages.Select(p => $"""<PackageReference Include="{p.Id}" Version="{p.Version}" />"""));
        File.WriteAllText(_files.File(Path.Combine(name, $"{name}.csproj")), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <CreateHardLinksForCopyLocalIfPossible>true</CreateHardLinksForCopyLocalIfPossible>
              </PropertyGroup>
              <ItemGroup>
                {references}
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), code);
        File.Copy(Model, Path.Combine(folder, "model.safetensors"));
        File.Copy(Picture, Path.Combine(folder, "picture.png"));
        Command.Run(folder, "dotnet", "build", "-o", "out", "-v", "q", "-nodeReuse:false");
        return (Command.Run(folder, "dotnet", Path.Combine("out", $"{name}.dll")), Path.Combine(folder, "out"));
    }

    public void Dispose() => _files.Dispose();

    // What this machine has extracted need not be extracted again, but for an older build of the packages that are tested.
    private void ShareExtractedPackages()
    {
        Directory.CreateDirectory(_files["others"]);
        foreach (var package in Directory.GetDirectories(BuildSettings.PackageFolder))
        {
            if (!Path.GetFileName(package).StartsWith("litevae", StringComparison.OrdinalIgnoreCase))
                Directory.CreateSymbolicLink(Path.Combine(_files["others"], Path.GetFileName(package)), package);
        }
    }
}
