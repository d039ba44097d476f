using System.Text.Json.Nodes;

namespace LiteVae.Samples.Tests;

/// <summary>Programs of one file, and the notebook, whose cells are run as such a program.</summary>
public sealed class ScriptTests(SampleFiles files) : IClassFixture<SampleFiles>
{
    // What a notebook's kernel has and a program lacks.
    private const string Kernel = """

        static string HTML(string markup) => markup;
        static void display(string shown) => Console.WriteLine(shown.StartsWith("<img", StringComparison.Ordinal) ? "picture" : shown);
        """;

    [Fact]
    public void The_script_trains()
    {
        var results = files.RunScript(SampleFiles.Sample("scripts", "train.cs"), "1");
        Assert.Contains("Finished after 1 steps", results);
        Assert.Single(Directory.GetFiles(files["runs"], "model.safetensors", SearchOption.AllDirectories));
    }

    [Fact]
    public void The_notebook_encodes_decodes_and_interpolates()
    {
        var notebook = JsonNode.Parse(File.ReadAllText(SampleFiles.Sample("notebooks", "latents.ipynb")))!;
        Assert.Equal((4, ".net-csharp"), ((int)notebook["nbformat"]!, (string)notebook["metadata"]!["kernelspec"]!["name"]!));
        var lines = notebook["cells"]!.AsArray().Where(cell => (string)cell!["cell_type"]! == "code")
            .SelectMany(cell => cell!["source"]!.AsArray().Select(line => ((string)line!).TrimEnd('\n')));
        // The sources in the place of the packages, with the settings that the script has.
        var scripts = SampleFiles.Sample("scripts");
        Directory.CreateDirectory(files["notebook"]);
        File.WriteAllText(files[Path.Combine("notebook", "Directory.Build.props")], $"""<Project><Import Project="{Path.Combine(scripts, "Directory.Build.props")}" /></Project>""");
        File.WriteAllText(files[Path.Combine("notebook", "Directory.Packages.props")], $"""<Project><Import Project="{Path.GetFullPath(Path.Combine(scripts, "..", "..", "Directory.Packages.props"))}" /></Project>""");
        var program = files[Path.Combine("notebook", "cells.cs")];
        var project = Path.GetFullPath(Path.Combine(scripts, "..", "..", "src", "LiteVae", "LiteVae.csproj"));
        File.WriteAllText(program, string.Join('\n', [$"#:project {project}", .. lines.Where(line => !line.StartsWith("#r ", StringComparison.Ordinal)), Kernel]));

        var shown = files.RunScript(program).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(["picture", "96x64 pixels, a latent of 4x8x12", .. Enumerable.Repeat("picture", 3 + 5)], shown);
    }
}
