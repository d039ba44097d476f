using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;

namespace LiteVae.Configuration;

/// <summary>The keys of a config record, and its variants.</summary>
internal static class ConfigSchema
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<ConfigKey>> Cache = new();

    public static IReadOnlyList<ConfigKey> KeysOf(Type record) => Cache.GetOrAdd(record, static type =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.SetMethod is not null && p.GetIndexParameters().Length == 0)
            .Select(p => new ConfigKey(NameOf(p), p))]);

    public static IReadOnlyList<ConfigVariantAttribute> VariantsOf(Type record) =>
        [.. record.GetCustomAttributes<ConfigVariantAttribute>(inherit: false)];

    /// <summary>The name under which a record stands in <c>type</c>, or null where it is not a variant.</summary>
    public static string? VariantName(Type record) =>
        record.BaseType is null ? null : VariantsOf(record.BaseType).FirstOrDefault(v => v.Record == record)?.Name;

    public static string NameOf(MemberInfo member) =>
        member.GetCustomAttribute<ConfigNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name);

    public static IReadOnlyList<(string Name, object Value)> ValuesOf(Type enumeration) =>
        [.. enumeration.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (NameOf(f), f.GetValue(null)!))];
}

/// <summary>One key of a record.</summary>
internal sealed record ConfigKey(string Name, PropertyInfo Property);
