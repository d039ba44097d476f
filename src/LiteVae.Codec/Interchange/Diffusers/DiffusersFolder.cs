using System.Text.Json;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Codec.Interchange.Diffusers;

/// <summary>A folder as diffusers writes it: config.json beside the weights.</summary>
internal static class DiffusersFolder
{
    public const string Config = "config.json";
    public const string Weights = "diffusion_pytorch_model.safetensors";

    private const string PipelineIndex = "model_index.json";
    private const string PipelinePart = "vae";
    private const string IndexExtension = ".index.json";
    private const int MaxIndexBytes = 1 << 22;

    // What is taken first, where there are several: safetensors before PyTorch's files, full precision before half.
    private static readonly string[] Candidates =
    [
        Weights, Weights + IndexExtension, "diffusion_pytorch_model.fp16.safetensors", "diffusion_pytorch_model.bin", "diffusion_pytorch_model.bin" + IndexExtension,
    ];

    /// <summary>Whether a folder looks like one, or like a pipeline that has one within.</summary>
    public static bool IsOne(string folder) => File.Exists(Path.Combine(Within(folder), Config));

    /// <summary>Opens the folder's files of weights.</summary>
    /// <exception cref="CheckpointException">There are none, or they are damaged.</exception>
    public static TensorFiles OpenWeights(string folder)
    {
        var within = Within(folder);
        var found = Candidates.FirstOrDefault(c => File.Exists(Path.Combine(within, c)))
            ?? throw new CheckpointException($"{within}: has no weights; expected one of {string.Join(", ", Candidates)}");
        var path = Path.Combine(within, found);
        return found.EndsWith(IndexExtension, StringComparison.Ordinal) ? OpenShards(path) : TensorFiles.Open(path, path);
    }

    /// <summary>The config of the folder.</summary>
    public static string ConfigOf(string folder) => Path.Combine(Within(folder), Config);

    /// <summary>The config beside a file of weights; null where there is none.</summary>
    public static string? ConfigBeside(string path) => Path.Combine(Path.GetDirectoryName(path) ?? "", Config) is var beside && File.Exists(beside) ? beside : null;

    /// <summary>Opens the files that an index names.</summary>
    /// <exception cref="CheckpointException">The index or a file is missing or damaged.</exception>
    public static TensorFiles OpenShards(string index)
    {
        var fileOf = ReadIndex(index);
        var folder = Path.GetDirectoryName(Path.GetFullPath(index))!;
        var files = TensorFiles.Open(index, [.. fileOf.Values.Distinct().Order(StringComparer.Ordinal).Select(f => Path.Combine(folder, f))]);
        if (fileOf.Keys.FirstOrDefault(name => !files.Tensors.ContainsKey(name)) is { } missing)
        {
            files.Dispose();
            throw new CheckpointException($"{index}: names '{missing}' of {fileOf[missing]}, which has no such tensor");
        }
        return files;
    }

    private static string Within(string folder) =>
        !File.Exists(Path.Combine(folder, Config)) && File.Exists(Path.Combine(folder, PipelineIndex)) ? Path.Combine(folder, PipelinePart) : folder;

    private static Dictionary<string, string> ReadIndex(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxIndexBytes)
                throw new FormatException($"is longer than {MaxIndexBytes} bytes");
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("weight_map", out var map)
                || map.ValueKind != JsonValueKind.Object || map.EnumerateObject().Any(e => e.Value.ValueKind != JsonValueKind.String))
                throw new FormatException("is no index of files: it has no \"weight_map\" from tensors to files");
            var fileOf = map.EnumerateObject().ToDictionary(e => e.Name, e => e.Value.GetString()!);
            // A stranger's index must not lead out of its folder.
            return fileOf.Values.FirstOrDefault(f => f.Length == 0 || f is "." or ".." || f.AsSpan().ContainsAny('/', '\\', ':')) is { } outside
                ? throw new FormatException($"names \"{outside}\"; expected files beside it")
                : fileOf.Count > 0 ? fileOf : throw new FormatException("names no tensors");
        }
        catch (Exception e) when (e is FormatException or JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new CheckpointException($"{path}: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
