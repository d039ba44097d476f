using System.Globalization;

namespace LiteVae.Soak;

/// <summary>The settings of a soak, each as name=value.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values;

    /// <exception cref="ArgumentException">A setting is not name=value.</exception>
    public Arguments(IEnumerable<string> settings) => _values = settings.Select(s => s.Split('=', 2)).ToDictionary(
        s => s[0], s => s.Length == 2 ? s[1] : throw new ArgumentException($"{s[0]}: expected name=value"));

    public int Number(string name, int otherwise) => _values.TryGetValue(name, out var value) ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;

    public string Text(string name, string otherwise) => _values.GetValueOrDefault(name, otherwise);
}
