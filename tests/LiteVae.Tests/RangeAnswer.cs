namespace LiteVae.Tests;

/// <summary>What a server answers when a part of a file is asked for.</summary>
internal enum RangeAnswer
{
    Part,
    Whole,
    AnotherPart,
    Refused,
}
