using LiteVae.Data.Decoding;

namespace LiteVae.Data.Shards;

/// <summary>The names of WebDataset: a key, which the files of one sample share, and an extension.</summary>
/// <param name="Key">The path up to the first dot of the base name.</param>
/// <param name="Extension">What follows that dot, in lower case.</param>
internal readonly record struct SampleName(string Key, string Extension)
{
    /// <summary>Whether the file counts as an image: by what follows its last dot.</summary>
    public bool IsImage => ImageFormat.HasExtension($".{Extension}");

    /// <summary>Takes a member's path apart; null where it belongs to no sample: a base name without a dot, or one that begins with it.</summary>
    public static SampleName? Of(string path)
    {
        var start = path.LastIndexOf('/') + 1;
        var dot = path.IndexOf('.', start);
        return dot <= start ? null : new SampleName(path[..dot], path[(dot + 1)..].ToLowerInvariant());
    }

    /// <summary>A path that is safe as a part of another one: relative, without "..", drives and control characters.</summary>
    public static string Safe(string path)
    {
        if (IsSafe(path))
            return path;
        var parts = path.Split('/', '\\').Where(p => p is not ("" or "." or ".."));
        return string.Concat(string.Join('/', parts).Select(c => char.IsControl(c) || c == ':' ? '_' : c));
    }

    /// <summary>Whether a path names something and is safe already: whether <see cref="Safe"/> would leave it as it is.</summary>
    public static bool IsSafe(ReadOnlySpan<char> path)
    {
        foreach (var range in path.Split('/'))
        {
            if (path[range] is "" or "." or "..")
                return false;
        }
        foreach (var c in path)
        {
            if (char.IsControl(c) || c is ':' or '\\')
                return false;
        }
        return true;
    }
}
