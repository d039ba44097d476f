namespace LiteVae.Configuration;

/// <summary>The name of a key or of an enumeration's value in files, where it is not the snake_case of the member's name.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
internal sealed class ConfigNameAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>One form of a record that comes in several, chosen by its <c>type</c> key. The first declared is the default.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
internal sealed class ConfigVariantAttribute(string name, Type record) : Attribute
{
    public string Name { get; } = name;

    public Type Record { get; } = record;
}
