using System.Globalization;

namespace LiteVae.Codec.Interchange.Diffusers;

/// <summary>A dotted name in which <c>#</c> stands for any number, and <c>~</c> for one that counts levels from the other end.</summary>
internal sealed class NamePattern(string pattern)
{
    private readonly string[] _parts = pattern.Split('.');

    /// <summary>The numbers in a name.</summary>
    /// <param name="parts">The name's parts.</param>
    /// <param name="levels">How many levels there are.</param>
    /// <returns>In the order of the name; null where it does not fit the pattern.</returns>
    public List<int>? Match(ReadOnlySpan<string> parts, int levels)
    {
        if (parts.Length != _parts.Length)
            return null;
        List<int> numbers = [];
        for (var i = 0; i < parts.Length; i++)
        {
            if (_parts[i] is not ("#" or "~"))
            {
                if (parts[i] != _parts[i])
                    return null;
                continue;
            }
            // A second spelling of a number ("01") would be a second name of the same tensor.
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number.ToString(CultureInfo.InvariantCulture) != parts[i])
                return null;
            if (_parts[i] == "~" && (number = levels - 1 - number) < 0)
                return null;
            numbers.Add(number);
        }
        return numbers;
    }

    /// <summary>The name with these numbers.</summary>
    public string Fill(IReadOnlyList<int> numbers, int levels)
    {
        var next = 0;
        return string.Join('.', _parts.Select(part => part switch
        {
            "#" => numbers[next++].ToString(CultureInfo.InvariantCulture),
            "~" => (levels - 1 - numbers[next++]).ToString(CultureInfo.InvariantCulture),
            _ => part,
        }));
    }
}
