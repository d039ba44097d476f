using System.Text.Encodings.Web;
using System.Text.Json;
using LiteVae.Checkpoints;
using LiteVae.Codec.Models.Files;
using static TorchSharp.torch;

namespace LiteVae.Cli.Verbs;

/// <summary>The posterior of one image.</summary>
/// <param name="Name">The image's file name.</param>
/// <param name="Width">Of the image, in pixels, before padding.</param>
/// <param name="Height">Of the image, in pixels, before padding.</param>
/// <param name="Mean">[1,Z,h,w].</param>
/// <param name="LogVariance">[1,Z,h,w].</param>
internal sealed record EncodedImage(string Name, int Width, int Height, Tensor Mean, Tensor LogVariance);

/// <summary>What a file of latents holds of one image.</summary>
/// <param name="Name">The image's file name.</param>
/// <param name="Size">Width and height of the image, in pixels; null where the file does not tell.</param>
/// <param name="Tensor">The name of the tensor with its mean.</param>
/// <param name="Row">Its place in that tensor.</param>
internal sealed record StoredLatent(string Name, (int Width, int Height)? Size, string Tensor, int Row);

/// <summary>
/// Files of latents: <c>mean</c> and <c>logvar</c> [N,Z,h,w], or <c>mean.0</c>, <c>logvar.0</c>, <c>mean.1</c>, … where the
/// images differ in size; metadata <c>names</c> (JSON array) and <c>sizes</c> (JSON array of [width, height]).
/// </summary>
internal static class LatentFile
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(string path, IReadOnlyList<EncodedImage> images)
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>();
        if (images.All(i => (i.Width, i.Height) == (images[0].Width, images[0].Height)))
        {
            tensors["mean"] = cat([.. images.Select(i => i.Mean)], 0);
            tensors["logvar"] = cat([.. images.Select(i => i.LogVariance)], 0);
        }
        else
        {
            for (var i = 0; i < images.Count; i++)
                (tensors[$"mean.{i}"], tensors[$"logvar.{i}"]) = (images[i].Mean, images[i].LogVariance);
        }
        SafetensorsWriter.Write(path, tensors, new Dictionary<string, string>
        {
            ["names"] = JsonSerializer.Serialize(images.Select(i => i.Name), Readable),
            ["sizes"] = JsonSerializer.Serialize(images.Select(i => new[] { i.Width, i.Height })),
        });
    }

    /// <summary>Lists what a file holds; files of other programs may lack names and sizes.</summary>
    /// <exception cref="CheckpointException">The file has no latents of this form, or its metadata contradicts them.</exception>
    public static IReadOnlyList<StoredLatent> List(SafetensorsFile file)
    {
        List<(string Tensor, int Row)> rows = [];
        if (file.Tensors.TryGetValue("mean", out var batch))
        {
            if (batch.Shape.Length != 4)
                throw new CheckpointException($"{file.Path}: \"mean\" has shape [{string.Join(',', batch.Shape)}], expected [N,Z,h,w].");
            rows.AddRange(Enumerable.Range(0, checked((int)batch.Shape[0])).Select(i => ("mean", i)));
        }
        for (var i = 0; file.Tensors.TryGetValue($"mean.{i}", out var single); i++)
        {
            if (single.Shape.Length != 4 || single.Shape[0] != 1)
                throw new CheckpointException($"{file.Path}: \"mean.{i}\" has shape [{string.Join(',', single.Shape)}], expected [1,Z,h,w].");
            rows.Add(($"mean.{i}", 0));
        }
        if (rows.Count == 0)
            throw new CheckpointException($"{file.Path} holds no latents: expected a tensor \"mean\" [N,Z,h,w], or \"mean.0\", \"mean.1\", …");

        var names = Metadata<string>(file, "names", rows.Count);
        var sizes = Metadata<int[]>(file, "sizes", rows.Count);
        if (names?.Any(string.IsNullOrEmpty) == true || sizes?.Any(s => s is not [> 0, > 0]) == true)
            throw new CheckpointException($"{file.Path}: its metadata has an empty name, or a size that is not [width, height].");
        return [.. rows.Select((r, i) => new StoredLatent(
            names?[i] ?? $"latent-{i:0000}", sizes is null ? null : (sizes[i][0], sizes[i][1]), r.Tensor, r.Row))];
    }

    private static T[]? Metadata<T>(SafetensorsFile file, string key, int count)
    {
        if (!file.Metadata.TryGetValue(key, out var json))
            return null;
        T[]? values;
        try
        {
            values = JsonSerializer.Deserialize<T[]>(json);
        }
        catch (JsonException e)
        {
            throw new CheckpointException($"{file.Path}: its metadata \"{key}\" is not a JSON array of the expected kind.", e);
        }
        return values?.Length == count ? values
            : throw new CheckpointException($"{file.Path}: its metadata \"{key}\" has {values?.Length ?? 0} entries for {count} latents.");
    }
}
