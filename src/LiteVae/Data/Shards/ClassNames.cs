using System.Text.Json;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Data.Shards;

/// <summary>The file beside tars that names their classes: a JSON object of names and numbers.</summary>
internal static class ClassNames
{
    /// <summary>What the file is called.</summary>
    public const string FileName = "classes.json";

    private const int MaxBytes = 1 << 24;

    /// <summary>The most classes.</summary>
    public const int MaxClasses = 1_000_000;

    /// <summary>Writes the names, whole or not at all.</summary>
    public static void Write(string folder, IReadOnlyList<string> names) => AtomicFile.Write(Path.Combine(folder, FileName), stream =>
    {
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" });
        writer.WriteStartObject();
        for (var number = 0; number < names.Count; number++)
            writer.WriteNumber(names[number], number);
        writer.WriteEndObject();
    });

    /// <summary>Reads the names by number; empty where there is no such file, or no folder.</summary>
    /// <exception cref="DatasetException">The file is not what is written here.</exception>
    public static IReadOnlyList<string> Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (folder.Length == 0 || !File.Exists(path))
            return [];
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
                throw new DatasetException($"{path}: is larger than {MaxBytes} bytes; expected the names and numbers of classes.");
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 4 });
            var byNumber = document.RootElement.EnumerateObject().ToDictionary(p => p.Value.GetInt32(), p => p.Name);
            return byNumber.Count <= MaxClasses && Enumerable.Range(0, byNumber.Count).All(byNumber.ContainsKey)
                ? [.. Enumerable.Range(0, byNumber.Count).Select(i => byNumber[i])]
                : throw new DatasetException($"{path}: expected classes numbered from 0, without gaps.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new DatasetException($"{path}: expected a JSON object of class names and their numbers ({e.Message.TrimEnd('.')}).", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{path}: cannot be read ({e.Message}).", e);
        }
    }
}
