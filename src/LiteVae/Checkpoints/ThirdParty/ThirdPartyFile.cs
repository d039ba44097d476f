namespace LiteVae.Checkpoints.ThirdParty;

/// <summary>A file of weights that others published, and by what it is known to be that file.</summary>
public sealed record ThirdPartyFile
{
    /// <summary>The name by which it is known here: <c>vgg16</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The purpose, in a few words.</summary>
    public required string Purpose { get; init; }

    /// <summary>The address at which its publisher offers it.</summary>
    public required Uri Url { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Its SHA-256, 64 hexadecimal digits in lower case.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The licence under which it is published.</summary>
    public required string License { get; init; }

    /// <summary>The file's name in the folder of weights; its content may also be a safetensors file.</summary>
    public string FileName => $"{Name}.pth";
}
