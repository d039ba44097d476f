namespace LiteVae.Fuzz.Structures;

/// <summary>A request as a text of three lines, address, media type and what is accepted, and its body.</summary>
internal sealed class RequestStructure : IInputStructure
{
    /// <summary>The lines before the body.</summary>
    public const int Lines = 3;

    public List<byte[]>? Split(byte[] input)
    {
        List<byte[]> parts = [];
        var start = 0;
        for (var line = 0; line < Lines; line++)
        {
            var end = Array.IndexOf(input, (byte)'\n', start);
            if (end < 0)
                return null;
            parts.Add(input[start..end]);
            start = end + 1;
        }
        parts.Add(input[start..]);
        return parts;
    }

    public byte[] Join(IReadOnlyList<byte[]> parts)
    {
        using var input = new MemoryStream();
        for (var i = 0; i < parts.Count; i++)
        {
            // A line that a change has put a line's end into would move the others.
            input.Write(i < Lines ? [.. parts[i].Where(b => b != '\n')] : parts[i]);
            if (i < Lines)
                input.WriteByte((byte)'\n');
        }
        return input.ToArray();
    }
}
