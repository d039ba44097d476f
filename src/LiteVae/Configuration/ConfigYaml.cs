using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LiteVae.Configuration;

/// <summary>Writes a <see cref="ConfigNode"/> tree as YAML.</summary>
internal static class ConfigYaml
{
    private const int MaxFlowEntries = 3;

    private static readonly EmitterSettings Settings = EmitterSettings.Default
        .WithBestWidth(int.MaxValue)
        .WithIndentedSequences()
        .WithNewLine("\n");

    public static string Write(ConfigMapping root)
    {
        using var text = new StringWriter();
        var emitter = new Emitter(text, Settings);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, root, isFlow: false);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Emit(Emitter emitter, ConfigNode node, bool isFlow)
    {
        switch (node)
        {
            case ConfigMapping mapping:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, isFlow ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (key, value) in mapping.Entries)
                {
                    emitter.Emit(new Scalar(key));
                    Emit(emitter, value, isFlow || IsShort(value));
                }
                emitter.Emit(new MappingEnd());
                break;
            case ConfigSequence sequence:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, isFlow ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in sequence.Items)
                    Emit(emitter, item, isFlow || IsShort(item));
                emitter.Emit(new SequenceEnd());
                break;
            case ConfigScalar scalar:
                var style = scalar.Quoted && !IsPlain(scalar.Text) ? ScalarStyle.DoubleQuoted : ScalarStyle.Plain;
                emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, scalar.Text, style, isPlainImplicit: true, isQuotedImplicit: true));
                break;
        }
    }

    /// <summary>Whether a list or mapping is written on one line, in flow style.</summary>
    private static bool IsShort(ConfigNode node) => node switch
    {
        ConfigSequence sequence => sequence.Items.All(i => i is ConfigScalar),
        ConfigMapping mapping => mapping.Entries.Count() <= MaxFlowEntries && mapping.Entries.All(e => e.Value is ConfigScalar),
        _ => false,
    };

    /// <summary>Whether text reads back as the same text when it is written without quotes.</summary>
    private static bool IsPlain(string text) => text.Length > 0
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/')
        && char.IsAsciiLetter(text[0])
        && text is not ("true" or "false" or "null");
}
