namespace LiteVae.Data.Sharding;

/// <summary>The formats in which images are written into tars.</summary>
public enum ShardImageFormat
{
    /// <summary>JPEG, without chroma subsampling from a quality of 90 on.</summary>
    Jpeg,

    /// <summary>PNG.</summary>
    Png,

    /// <summary>WebP, with loss.</summary>
    WebP,
}
