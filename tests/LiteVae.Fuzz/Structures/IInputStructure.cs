namespace LiteVae.Fuzz.Structures;

/// <summary>Takes inputs apart and puts them together, so that a changed part does not fail at a length or a checksum.</summary>
internal interface IInputStructure
{
    /// <summary>The parts of an input; null where it does not have the structure.</summary>
    List<byte[]>? Split(byte[] input);

    /// <summary>An input of parts, with correct lengths and checksums.</summary>
    byte[] Join(IReadOnlyList<byte[]> parts);
}
