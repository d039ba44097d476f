using System.CommandLine;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Tiles;
using LiteVae.Inference;

namespace LiteVae.Cli.Shared;

/// <summary>The options of verbs that encode or decode: arithmetic, tiles, memory.</summary>
internal sealed class CodecOptionsArguments
{
    private readonly Option<string> _precision = SharedOptions.Precision("auto");

    private readonly Option<string> _tile = new("--tile")
    {
        Description = "Large images in tiles: auto (as large as --memory allows), none, or a side in pixels.",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<long?> _memory = SharedOptions.AtLeastOne(new Option<long?>("--memory")
    {
        Description = "MiB that a tile's computation may take, for --tile auto.",
        DefaultValueFactory = _ => 1024,
    });

    private readonly Option<bool> _exact = new("--exact-tiles")
    {
        Description = "Tiles give what the whole image would: norms take the statistics of all tiles, gathered in passes before the result: about fifteen for LiteVAE's encoders, over tiles that carry their whole context. Slow.",
    };

    public void AddTo(Command command)
    {
        command.Add(_precision);
        command.Add(_tile);
        command.Add(_memory);
        command.Add(_exact);
    }

    /// <exception cref="ConfigException">The tile is none of the three.</exception>
    public CodecOptions Read(ParseResult parsed) => new()
    {
        Precision = SharedOptions.Precision(parsed, _precision),
        Tiling = Parse(parsed.GetValue(_tile)!, parsed.GetValue(_memory)!.Value) is var tiling && parsed.GetValue(_exact) ? tiling.Exactly() : tiling,
    };

    private static Tiling Parse(string text, long memoryMiB) => text switch
    {
        "none" => Tiling.None,
        "auto" => Tiling.Within(memoryMiB),
        _ when int.TryParse(text, out var side) && side > 0 => Tiling.OfSide(side),
        _ => throw new ConfigException("--tile", $"expected auto, none or a side in pixels; found \"{text}\""),
    };
}
