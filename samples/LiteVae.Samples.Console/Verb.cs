namespace LiteVae.Samples;

/// <summary>What the program is asked to do.</summary>
internal enum Verb
{
    /// <summary>A picture to a file of latents.</summary>
    Encode,

    /// <summary>A file of latents to a picture.</summary>
    Decode,

    /// <summary>A picture to a picture, through its latents.</summary>
    Reconstruct,
}
