using System.Net.Http.Headers;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Checkpoints.ThirdParty;

/// <summary>The part of a file that has arrived: <c>TARGET.partial</c>, with the server's tag for it in <c>TARGET.partial.tag</c>.</summary>
/// <param name="target">Where the whole file will be.</param>
internal sealed class PartialFile(string target)
{
    /// <summary>Where the part is.</summary>
    public string Path { get; } = target + ".partial";

    /// <summary>Bytes that have arrived.</summary>
    public long Length => new FileInfo(Path) is { Exists: true } file ? file.Length : 0;

    /// <summary>By what the server tells this file from another under the same address; null where it does not.</summary>
    public EntityTagHeaderValue? Tag =>
        File.Exists(TagPath) && EntityTagHeaderValue.TryParse(File.ReadAllText(TagPath), out var tag) ? tag : null;

    private string TagPath => Path + ".tag";

    /// <summary>Opens the part, or begins one. It is held by one process at a time: two that write into it would spoil it.</summary>
    /// <exception cref="CheckpointException">Another process holds it, or it cannot be written.</exception>
    public FileStream Open()
    {
        try
        {
            return new FileStream(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException e)
        {
            throw new CheckpointException($"{Path}: cannot be written; is another download of it under way? ({e.Message})", e);
        }
    }

    /// <summary>Keeps the server's tag. Only a strong one may guard a range (RFC 9110, section 13.1.5).</summary>
    public void Remember(EntityTagHeaderValue? tag)
    {
        if (tag is { IsWeak: false })
            AtomicFile.WriteText(TagPath, tag.ToString());
        else
            File.Delete(TagPath);
    }

    /// <summary>Gives the file its final name.</summary>
    public void Complete()
    {
        File.Move(Path, target, overwrite: true);
        File.Delete(TagPath);
    }

    /// <summary>Removes what has arrived.</summary>
    public void Discard()
    {
        File.Delete(Path);
        File.Delete(TagPath);
    }
}
