using System.Globalization;
using System.Reflection;
using LiteVae.Codec.Configuration;

namespace LiteVae.Configuration;

/// <summary>Binds a tree to an immutable record, and finds all that is wrong with it on the way.</summary>
/// <remarks>Keys are the snake_case of the properties' names; missing keys keep the record's defaults; unknown ones are problems.</remarks>
internal static class ConfigBinder
{
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>Binds and validates.</summary>
    /// <exception cref="ConfigException">With every problem found.</exception>
    public static T Bind<T>(ConfigMapping node, string source)
        where T : class
    {
        var problems = new List<ConfigProblem>();
        var record = BindValue(typeof(T), node, "", problems);
        if (record is not null)
            problems.AddRange(Validate(record, "").Select(p => p with { Line = LineOf(node, p.Path) }));
        if (problems.Count > 0)
            throw new ConfigException(source, [.. problems.OrderBy(p => p.Line ?? int.MaxValue)]);
        return (T)record!;
    }

    /// <summary>Problems of a record and of all within it.</summary>
    public static IEnumerable<ConfigProblem> Validate(object record, string path)
    {
        if (record is IValidated validated)
        {
            foreach (var problem in validated.Validate())
                yield return problem.Under(path);
        }
        foreach (var key in ConfigSchema.KeysOf(record.GetType()))
        {
            var value = key.Property.GetValue(record);
            var children = value is System.Collections.IEnumerable list and not string
                ? list.Cast<object>().Select((item, i) => (item, $"{Join(path, key.Name)}.{i}"))
                : value is null ? [] : [(value, Join(path, key.Name))];
            foreach (var (child, childPath) in children.Where(c => IsRecord(c.Item1.GetType())))
            {
                foreach (var problem in Validate(child, childPath))
                    yield return problem;
            }
        }
    }

    /// <summary>Whether a type is one of the project's config records, rather than a value.</summary>
    internal static bool IsRecord(Type type) =>
        type is { IsClass: true } && type != typeof(string) && type.Namespace?.StartsWith("LiteVae", StringComparison.Ordinal) == true;

    private static object? BindValue(Type type, ConfigNode node, string path, List<ConfigProblem> problems)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return node is ConfigScalar { IsNull: true } ? null : BindValue(underlying, node, path, problems);
        if (type == typeof(ConfigMapping))
            return MappingOf(node, path, problems);
        if (IsRecord(type))
            return BindRecord(type, node, path, problems);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return BindList(type.GetGenericArguments()[0], node, path, problems);
        if (type == typeof(IReadOnlyDictionary<string, double>))
            return BindNumbers(node, path, problems);
        if (node is ConfigScalar scalar && Scalar(type, scalar) is { } value)
            return value;
        Expected(problems, path, node, Describe(type));
        return null;
    }

    private static object? BindRecord(Type type, ConfigNode node, string path, List<ConfigProblem> problems)
    {
        if (MappingOf(node, path, problems) is not { } mapping)
            return null;
        var variants = ConfigSchema.VariantsOf(type);
        if (variants.Count > 0)
        {
            var name = (mapping["type"] as ConfigScalar)?.Text ?? variants[0].Name;
            if (variants.FirstOrDefault(v => v.Name == name) is not { Record: not null } variant)
            {
                var known = variants.Select(v => v.Name).ToArray();
                problems.Add(new ConfigProblem(Join(path, "type"), $"\"{name}\" is not known{NearestName.Suggest(name, known)}", mapping["type"]?.Line));
                return null;
            }
            type = variant.Record;
        }

        var record = Activator.CreateInstance(type)!;
        var keys = ConfigSchema.KeysOf(type);
        foreach (var (name, child) in mapping.Entries.Where(e => variants.Count == 0 || e.Key != "type"))
        {
            if (keys.FirstOrDefault(k => k.Name == name) is not { } key)
            {
                problems.Add(new ConfigProblem(Join(path, name), $"unknown key{NearestName.Suggest(name, [.. keys.Select(k => k.Name)])}", child.Line));
                continue;
            }
            if (child is ConfigScalar { IsNull: true })
            {
                if (AllowsNull(key.Property))
                    key.Property.SetValue(record, null);
                else
                    Expected(problems, Join(path, name), child, Describe(key.Property.PropertyType));
                continue;
            }
            var before = problems.Count;
            var value = BindValue(key.Property.PropertyType, child, Join(path, name), problems);
            if (problems.Count == before)
                key.Property.SetValue(record, value);
        }
        return record;
    }

    private static Array? BindList(Type item, ConfigNode node, string path, List<ConfigProblem> problems)
    {
        if (node is not ConfigSequence sequence)
        {
            Expected(problems, path, node, $"a list of {Describe(item)}");
            return null;
        }
        var before = problems.Count;
        var values = sequence.Items.Select((child, i) => BindValue(item, child, $"{path}.{i}", problems)).ToArray();
        if (problems.Count > before)
            return null;
        var array = Array.CreateInstance(item, values.Length);
        Array.Copy(values, array, values.Length);
        return array;
    }

    private static Dictionary<string, double>? BindNumbers(ConfigNode node, string path, List<ConfigProblem> problems)
    {
        if (MappingOf(node, path, problems) is not { } mapping)
            return null;
        var numbers = new Dictionary<string, double>();
        foreach (var (name, child) in mapping.Entries)
        {
            if (BindValue(typeof(double), child, Join(path, name), problems) is double number)
                numbers[name] = number;
        }
        return numbers;
    }

    private static ConfigMapping? MappingOf(ConfigNode node, string path, List<ConfigProblem> problems)
    {
        if (node is ConfigMapping mapping)
            return mapping;
        Expected(problems, path, node, "a mapping of keys to values");
        return null;
    }

    private static object? Scalar(Type type, ConfigScalar scalar)
    {
        var text = scalar.Text;
        if (type == typeof(string))
            return text;
        if (type == typeof(bool))
            return text switch { "true" or "True" => true, "false" or "False" => false, _ => null };
        if (type.IsEnum)
            return ConfigSchema.ValuesOf(type).Where(v => v.Name == text).Select(v => v.Value).FirstOrDefault();
        if (type == typeof(int))
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i) ? i : null;
        if (type == typeof(long))
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var l) ? l : null;
        if (type == typeof(double))
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var d) && double.IsFinite(d) ? d : null;
        throw new NotSupportedException($"A config record has a property of type {type}.");
    }

    private static string Describe(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return "text";
        if (type == typeof(bool))
            return "true or false";
        if (type == typeof(int) || type == typeof(long))
            return "a whole number";
        if (type == typeof(double))
            return "a number";
        return type.IsEnum ? $"one of {string.Join(", ", ConfigSchema.ValuesOf(type).Select(v => v.Name))}"
            : IsRecord(type) ? "a mapping of keys to values" : "a list";
    }

    private static void Expected(List<ConfigProblem> problems, string path, ConfigNode node, string expected)
    {
        var found = node switch
        {
            ConfigScalar { IsNull: true } => "nothing",
            ConfigScalar scalar => $"\"{scalar.Text}\"",
            ConfigSequence => "a list",
            _ => "a mapping",
        };
        problems.Add(new ConfigProblem(path, $"expected {expected}; found {found}", node.Line));
    }

    private static bool AllowsNull(PropertyInfo property)
    {
        if (property.PropertyType.IsValueType)
            return Nullable.GetUnderlyingType(property.PropertyType) is not null;
        lock (Nullability)
            return Nullability.Create(property).WriteState == NullabilityState.Nullable;
    }

    private static int? LineOf(ConfigNode root, string path)
    {
        var (node, line) = (root, root.Line);
        foreach (var part in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            var child = node switch
            {
                ConfigMapping mapping => mapping[part],
                ConfigSequence sequence when int.TryParse(part, out var i) && i < sequence.Items.Count => sequence.Items[i],
                _ => null,
            };
            if (child is null)
                break;
            (node, line) = (child, child.Line ?? line);
        }
        return line;
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
