using System.Buffers.Text;
using System.Text;

namespace LiteVae.Data.Tar;

/// <summary>The extended attributes that concern a reader of an entry.</summary>
/// <param name="Path">The entry's path; null where the header has it.</param>
/// <param name="Length">The size of its content; null where the header has it.</param>
/// <param name="IsSparse">Whether the content is that of a sparse file, of which only parts are stored.</param>
internal sealed record PaxAttributes(string? Path, long? Length, bool IsSparse)
{
    /// <summary>Reads lines of the form "length key=value", whose length counts the whole line.</summary>
    /// <returns>The attributes; null where a line is damaged.</returns>
    public static PaxAttributes? Parse(ReadOnlySpan<byte> content)
    {
        var attributes = new PaxAttributes(null, null, false);
        while (content.Length > 0 && content[0] != 0)
        {
            if (!Utf8Parser.TryParse(content, out int length, out var digits) || digits >= length || length > content.Length || content[digits] != ' ' || content[length - 1] != '\n')
                return null;
            var line = content[(digits + 1)..(length - 1)];
            content = content[length..];
            var equals = line.IndexOf((byte)'=');
            if (equals < 0)
                return null;
            var key = line[..equals];
            var value = line[(equals + 1)..];
            if (key.SequenceEqual("path"u8))
                attributes = attributes with { Path = Encoding.UTF8.GetString(value) };
            else if (key.StartsWith("GNU.sparse."u8))
                attributes = attributes with { IsSparse = true };
            else if (key.SequenceEqual("size"u8))
            {
                if (!Utf8Parser.TryParse(value, out long size, out var used) || used != value.Length || size < 0)
                    return null;
                attributes = attributes with { Length = size };
            }
        }
        return attributes;
    }
}
