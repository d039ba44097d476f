using System.Collections;
using System.Globalization;

namespace LiteVae.Configuration;

/// <summary>Turns records back into trees: the inverse of <see cref="ConfigBinder"/>.</summary>
internal static class ConfigWriter
{
    public static ConfigMapping ToNode(object record)
    {
        var mapping = new ConfigMapping();
        if (ConfigSchema.VariantName(record.GetType()) is { } variant)
            mapping["type"] = new ConfigScalar(variant, quoted: true);
        foreach (var key in ConfigSchema.KeysOf(record.GetType()))
            mapping[key.Name] = Value(key.Property.GetValue(record));
        return mapping;
    }

    private static ConfigNode Value(object? value) => value switch
    {
        null => new ConfigScalar("null"),
        string text => new ConfigScalar(text, quoted: true),
        bool flag => new ConfigScalar(flag ? "true" : "false"),
        Enum member => new ConfigScalar(ConfigSchema.ValuesOf(member.GetType()).First(v => v.Value.Equals(member)).Name, quoted: true),
        double number => new ConfigScalar(number.ToString("R", CultureInfo.InvariantCulture)),
        IFormattable number when value.GetType().IsPrimitive => new ConfigScalar(number.ToString(null, CultureInfo.InvariantCulture)),
        IEnumerable list => new ConfigSequence(list.Cast<object?>().Select(Value)),
        _ => ToNode(value),
    };
}
