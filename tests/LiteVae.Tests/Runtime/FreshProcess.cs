using System.Diagnostics;
using LiteVae.Checkpoints;
using LiteVae.Data;
using LiteVae.Pictures;
using LiteVae.Tests.Evaluation;
using LiteVae.Tests.Training;

namespace LiteVae.Tests.Runtime;

/// <summary>Starts LiteVae.EntryPoints, and holds the files that it works with.</summary>
public sealed class FreshProcess : IDisposable
{
    private readonly TemporaryFolder _files = new();

    public FreshProcess()
    {
        using (var model = TinyModel.Create(1))
            ModelFile.Save(_files.File("model.safetensors"), model);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "fixtures", "pytorch", "bare.zip.pt"), _files.File("weights.pt"));
        File.WriteAllText(_files.File("recipe.yaml"), TinyRecipe.Yaml);
        var picture = new RgbImage(32, 32);
        for (var i = 0; i < picture.Pixels.Length; i++)
            picture.Pixels[i] = (byte)(7 * i);
        foreach (var name in new[] { "picture.png", "pictures/a.png", "pictures/b.png" })
            ImageFile.Save(_files.File(name), picture);
    }

    public string Folder => _files.Root;

    /// <summary>Runs one call to its end.</summary>
    /// <param name="call">Its name.</param>
    /// <param name="environment">Variables to set, or to unset where null.</param>
    /// <returns>Exit code, standard output and standard error.</returns>
    public (int ExitCode, string Results, string Messages) Run(string call, params IReadOnlyList<(string Name, string? Value)> environment)
    {
        using var process = Start(call, environment);
        var messages = process.StandardError.ReadToEndAsync();
        var results = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, results, messages.Result);
    }

    /// <summary>Starts one call. The caller reads both streams.</summary>
    public Process Start(string call, params IReadOnlyList<(string Name, string? Value)> environment)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "LiteVae.EntryPoints.dll"));
        start.ArgumentList.Add(call);
        start.ArgumentList.Add(Folder);
        foreach (var (name, value) in environment)
        {
            if (value is null)
                start.Environment.Remove(name);
            else
                start.Environment[name] = value;
        }
        return Process.Start(start)!;
    }

    public void Dispose() => _files.Dispose();
}
