namespace LiteVae.Checkpoints.ThirdParty;

/// <summary>A file of weights that others published, and by what it is known to be that file.</summary>
public sealed record ThirdPartyFile
{
    /// <summary>What it is called here: <c>vgg16</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, in a few words.</summary>
    public required string Purpose { get; init; }

    /// <summary>Where its publisher offers it.</summary>
    public required Uri Url { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Its SHA-256, 64 hexadecimal digits in lower case.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The licence under which it is published.</summary>
    public required string License { get; init; }

    /// <summary>What it is called in the folder of weights; its content may also be a safetensors file.</summary>
    public string FileName => $"{Name}.pth";
}
