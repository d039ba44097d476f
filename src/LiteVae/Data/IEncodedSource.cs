namespace LiteVae.Data;

/// <summary>A source that can hand out an image's file as it is, undecoded.</summary>
internal interface IEncodedSource
{
    /// <summary>The image's path within its folder or its tar, in which other tars have no part.</summary>
    string MemberNameOf(long index);

    /// <summary>The size of the image's file in bytes, where it is known without reading it; may be called for all images.</summary>
    /// <exception cref="DatasetException">The file cannot be looked at.</exception>
    long LengthOf(long index);

    /// <summary>The bytes of the image's file.</summary>
    /// <exception cref="DatasetException">They cannot be read.</exception>
    byte[] ReadFile(long index);

    /// <summary>The JSON that describes the image; null: there is none.</summary>
    /// <exception cref="DatasetException">It cannot be read.</exception>
    byte[]? ReadJson(long index) => null;
}
