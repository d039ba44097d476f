namespace LiteVae.Fuzz.Engine;

/// <summary>The kept inputs of each target: <c>Corpus/TARGET/</c>, in order of their names.</summary>
internal static class Corpus
{
    /// <summary>The kept inputs and those made by code.</summary>
    public static IEnumerable<byte[]> Of(FuzzTarget target) => Files(target).Select(File.ReadAllBytes).Concat(target.Seeds());

    /// <summary>The kept inputs' files.</summary>
    public static string[] Files(FuzzTarget target)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Corpus", target.Name);
        return Directory.Exists(folder) ? [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal)] : [];
    }
}
