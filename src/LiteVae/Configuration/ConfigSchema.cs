using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LiteVae.Configuration;

/// <summary>The keys of a config record, and its variants.</summary>
internal static class ConfigSchema
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<ConfigKey>> Cache = new();

    public static IReadOnlyList<ConfigKey> KeysOf(Type record) => Cache.GetOrAdd(record, static type =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.SetMethod is not null && p.GetIndexParameters().Length == 0)
            .Select(p => new ConfigKey(NameOf(p), p))]);

    /// <summary>The forms of a record that comes in several, by the value of their <c>type</c> key; the first one is the default.</summary>
    /// <remarks>The records of LiteVae.Codec say so by the attributes of System.Text.Json, those of recipes by our own.</remarks>
    public static IReadOnlyList<(string Name, Type Record)> VariantsOf(Type record) =>
    [
        .. record.GetCustomAttributes<ConfigVariantAttribute>(inherit: false).Select(v => (v.Name, v.Record)),
        .. record.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false).Select(v => ((string)v.TypeDiscriminator!, v.DerivedType)),
    ];

    /// <summary>The name under which a record stands in <c>type</c>, or null where it is not a variant.</summary>
    public static string? VariantName(Type record) =>
        record.BaseType is null ? null : VariantsOf(record.BaseType).FirstOrDefault(v => v.Record == record).Name;

    public static string NameOf(MemberInfo member) =>
        member.GetCustomAttribute<ConfigNameAttribute>()?.Name
        ?? member.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
        ?? member.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
        ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name);

    public static IReadOnlyList<(string Name, object Value)> ValuesOf(Type enumeration) =>
        [.. enumeration.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (NameOf(f), f.GetValue(null)!))];
}

/// <summary>One key of a record.</summary>
internal sealed record ConfigKey(string Name, PropertyInfo Property);
