namespace LiteVae.Codec.Configuration;

/// <summary>One mistake in a configuration.</summary>
/// <param name="Path">The dotted path of the key: "train.phases.0.steps". Empty for the document as a whole.</param>
/// <param name="Message">What is wrong, with the value found and what was expected.</param>
/// <param name="Line">The line in the file, from 1; null where the value came from elsewhere.</param>
public sealed record ConfigProblem(string Path, string Message, int? Line = null)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var where = Line is null ? "" : $"line {Line}: ";
        return Path.Length == 0 ? $"{where}{Message}" : $"{where}{Path}: {Message}";
    }

    internal ConfigProblem Under(string parent) =>
        this with { Path = Path.Length == 0 ? parent : parent.Length == 0 ? Path : $"{parent}.{Path}" };
}
