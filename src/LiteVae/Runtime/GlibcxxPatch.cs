using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace LiteVae.Runtime;

/// <summary>Makes TorchSharp's native library load with the C++ runtime of Debian 12 and Ubuntu 22.04.</summary>
/// <remarks>
/// The library lists version GLIBCXX_3.4.32 among its needs, although no symbol that it imports has that version: the
/// list came from the linker of the machine that built it. The dynamic loader refuses a library whose needed version is
/// absent, unless the entry is marked weak. So, where the version is absent, a copy of the library is made with
/// VER_FLG_WEAK set in that one entry of its <c>.gnu.version_r</c> section, and the copy is loaded. The file in the
/// package cache or application folder is never written to.
/// </remarks>
internal static partial class GlibcxxPatch
{
    private const string Version = "GLIBCXX_3.4.32";
    private const ushort VerFlagWeak = 0x2;
    private const uint SectionTypeVersionNeeds = 0x6ffffffe; // SHT_GNU_verneed

    /// <summary>Loads TorchSharp's native library: the file itself where the system has that version, else a patched copy.</summary>
    /// <returns>The library's handle.</returns>
    /// <exception cref="TorchLoadException">A copy is needed, and no folder is writable.</exception>
    /// <exception cref="DllNotFoundException">The library does not load.</exception>
    public static nint Load(string library)
    {
        return PatchedContent(library) is { } patched ? PatchedCopy.Load(Path.GetFileName(library), patched) : NativeLibrary.Load(library);
    }

    /// <summary>The content of the copy that is loaded in the library's place; null where the library itself is.</summary>
    public static byte[]? PatchedContent(string library)
    {
        if (SystemHasVersion())
            return null;
        var bytes = File.ReadAllBytes(library);
        return MarkWeak(bytes, Version) ? bytes : null;
    }

    private static bool SystemHasVersion()
    {
        // The symbol is the one that libstdc++ first defined at this version.
        return NativeLibrary.TryLoad("libstdc++.so.6", out var handle) && dlvsym(handle, "_ZSt21ios_base_library_initv", Version) != 0;
    }

    /// <summary>Sets VER_FLG_WEAK in the entry of that name; false where the file has no such entry or is not 64-bit ELF.</summary>
    internal static bool MarkWeak(Span<byte> elf, string version)
    {
        if (elf.Length < 64 || !elf[..4].SequenceEqual("\u007fELF"u8) || elf[4] != 2 || elf[5] != 1)
            return false;
        var sectionTable = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf[0x28..]);
        int entrySize = BinaryPrimitives.ReadUInt16LittleEndian(elf[0x3A..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(elf[0x3C..]);
        for (var i = 0; i < count; i++)
        {
            var header = elf[(sectionTable + i * entrySize)..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) != SectionTypeVersionNeeds)
                continue;
            var offset = (int)BinaryPrimitives.ReadUInt64LittleEndian(header[0x18..]);
            var link = (int)BinaryPrimitives.ReadUInt32LittleEndian(header[0x28..]);
            var stringTable = elf[(sectionTable + link * entrySize)..];
            var strings = (int)BinaryPrimitives.ReadUInt64LittleEndian(stringTable[0x18..]);
            return MarkWeak(elf, offset, strings, Encoding.ASCII.GetBytes(version));
        }
        return false;
    }

    private static bool MarkWeak(Span<byte> elf, int need, int strings, ReadOnlySpan<byte> version)
    {
        var found = false;
        for (; ; )
        {
            // Elf64_Verneed: version, aux count (2 bytes each); file, aux, next (4 bytes each).
            var aux = need + (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(need + 8)..]);
            for (int n = BinaryPrimitives.ReadUInt16LittleEndian(elf[(need + 2)..]); n > 0; n--)
            {
                // Elf64_Vernaux: hash (4), flags (2), other (2), name (4), next (4).
                var name = elf[(strings + (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(aux + 8)..]))..];
                if (name.StartsWith(version) && name[version.Length] == 0)
                {
                    var flags = BinaryPrimitives.ReadUInt16LittleEndian(elf[(aux + 4)..]);
                    BinaryPrimitives.WriteUInt16LittleEndian(elf[(aux + 4)..], (ushort)(flags | VerFlagWeak));
                    found = true;
                }
                aux += (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(aux + 12)..]);
            }
            var next = (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(need + 12)..]);
            if (next == 0)
                return found;
            need += next;
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint dlvsym(nint handle, string symbol, string version);
}
