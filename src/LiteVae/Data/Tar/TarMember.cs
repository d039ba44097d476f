namespace LiteVae.Data.Tar;

/// <summary>A regular file within a tar.</summary>
/// <param name="Name">Its path in the tar, as the tar has it: never a path to open.</param>
/// <param name="Offset">The position of its first byte in the tar.</param>
/// <param name="Length">Its size in bytes.</param>
internal readonly record struct TarMember(string Name, long Offset, long Length);
