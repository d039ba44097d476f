namespace LiteVae.Data.Tar;

/// <summary>What an entry of a tar is, as far as reading needs to know.</summary>
internal enum TarEntryKind
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A link, a device, a folder or a pipe: the size in its header, where there is one, is not that of a content.</summary>
    WithoutContent,

    /// <summary>Extended attributes of the next entry.</summary>
    PaxHeader,

    /// <summary>The path of the next entry.</summary>
    GnuLongName,

    /// <summary>A sparse file of GNU tar's old form.</summary>
    GnuSparse,

    /// <summary>Anything else: its content is passed over.</summary>
    Other,
}
