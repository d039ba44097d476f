using System.Text;

namespace LiteVae.Fuzz.Targets;

/// <summary>Dictionaries of the formats.</summary>
internal static class Words
{
    /// <summary>Safetensors headers and the metadata of our own files.</summary>
    public static byte[][] Safetensors { get; } = Of(
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\ud800", "\\u0000", "\"__metadata__\":{", "\"dtype\":\"F32\"", "\"shape\":[", "\"data_offsets\":[", "F64", "F16", "BF16", "I64",
        "U8", "BOOL", "F8_E4M3", "\"format\":\"litevae\"", "\"config\":\"{}\"", "\"latent_mean\":\"", "\"latent_std\":\"", "0,0", "[0,0]", "\"mean\"", "\"logvar\"", "mean.0",
        "\"names\":\"[]\"", "\"sizes\":\"[[1,1]]\"", "\"step\":\"", "\"images\":\"", "\"elapsed_seconds\":\"", "\"layout\":\"", "\"skipped_steps\":\"", "\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},");

    /// <summary>JSON.</summary>
    public static byte[][] Json { get; } = Of(
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\ud800", "\\u0000", "null", "true", "false", "{\"a\":", "[[", "{\"type\":", "\"type\":\"sd\"", "\"type\":\"vit\"", "\"type\":\"nafnet\"",
        "\"type\":\"dwt\"", "\"encoder\":", "\"decoder\":", "\"extractor\":", "\"aggregator\":", "\"channels\":", "\"multipliers\":", "\"levels\":", "\"res_blocks\":", "\"latent_channels\":",
        "\"attention_factors\":", "\"step\":", "\"images\":", "\"Process\":", "\"Host\":", "\"Started\":", "\"Id\":", "\"Since\":", "\uD83D\uDE00");

    /// <summary>YAML and the keys of recipes.</summary>
    public static byte[][] Yaml { get; } = Of(
        "&a ", "*a", "<<: *a", "!!str ", "!!int ", "!<tag:yaml.org,2002:seq> ", "%YAML 1.2\n", "%TAG ! x\n", "---\n", "...\n", "- ", "? ", ": ", "| \n", ">-\n", "|+9\n", "[", "]", "{", "}",
        "[*a, *a, *a, *a]", "\"", "'", "\\", "\\x", "\\UFFFFFFFF", "\\uD800", "#", "\t", "\r\n", "\u2028", "\uFEFF", "\0", "\n  ", "\n    ", "model:\n", "preset: litevae-s\n", "data:\n", "train:\n",
        "phases:\n", "- {resolution: 64, steps: 1, batch_size: 1}\n", "loss:\n", "adversarial:\n", "null", "~", ".nan", ".inf", "true", "type: sd\n", "type: ", "seed: ", "learning_rate: ", "a: ");

    /// <summary>Opcodes of pickles with operands, and names.</summary>
    public static byte[][] Pickle { get; } = Latin1(
        ".", "(", "0", "1", "2", "N", "\u0088", "\u0089", "I1\n", "L1L\n", "J\u00ff\u00ff\u00ff\u007f", "K\u0001", "M\u0001\u0001", "\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f",
        "\u008b\u00ff\u00ff\u00ff\u007f", "G\u007f\u00f0\0\0\0\0\0\0", "F1e999\n", "X\u00ff\u00ff\u00ff\u007f", "X\u0001\0\0\0a", "\u008c\u0001a", "\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f", "T\u00ff\u00ff\u00ff\u007f",
        "U\u0001a", "B\u00ff\u00ff\u00ff\u00ff", "C\u0001a", "\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f", "\u0096\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f", "]", "l", "a", "e", ")", "t", "\u0085", "\u0086", "\u0087", "}", "d", "s", "u",
        "h\0", "j\0\0\0\0", "q\0", "r\u00ff\u00ff\u00ff\u00ff", "\u0094", "cposix\nsystem\n", "cbuiltins\neval\n", "ccollections\nOrderedDict\n", "ctorch._utils\n_rebuild_tensor_v2\n",
        "ctorch._utils\n_rebuild_parameter\n", "ctorch\nFloatStorage\n", "ctorch\nDoubleStorage\n", "ctorch\nSize\n", "\u0093", "ios\nsystem\n", "o", "R", "\u0081", "\u0092", "b", "P0\n", "Q", "\u0082\u0001", "\u0083\u0001\u0001",
        "\u0084\u0001\0\0\0", "\u0080\u0005", "\u0095\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f", "\u0090", "\u0091", "\u008f", "\u0097", "\u0098", "X\u0007\0\0\0storage", "X\n\0\0\0state_dict");

    /// <summary>Chunks, markers, boxes and tags of image files.</summary>
    public static byte[][] Image { get; } = Latin1(
        "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "iCCP", "eXIf", "acTL", "fcTL", "fdAT", "zTXt", "iTXt", "gAMA", "cHRM", "sRGB", "pHYs", "\u00ff\u00d8\u00ff", "\u00ff\u00c0", "\u00ff\u00c2", "\u00ff\u00c4", "\u00ff\u00da",
        "\u00ff\u00db", "\u00ff\u00dd", "\u00ff\u00e1", "\u00ff\u00e2", "\u00ff\u00ee", "\u00ff\u00d9", "RIFF", "WEBP", "VP8 ", "VP8L", "VP8X", "ANIM", "ANMF", "ALPH", "ICCP", "EXIF", "II*\0", "MM\0*", "II+\0", "ftyp", "avif", "avis", "mif1",
        "meta", "iloc", "iprp", "ipco", "ispe", "pixi", "av1C", "mdat", "grid", "iref", "auxC", "irot", "imir", "clap", "\u0001\u0001\u0003\0\u0001\0\0\0", "\0\u0001\u0004\0\u0001\0\0\0", "\u0003\u0001\u0003\0\u0001\0\0\0\u0005\0\0\0",
        "P5\n", "P6\n", "\n255\n", "#", "<svg xmlns='http://www.w3.org/2000/svg'>", "%PDF-1.4", "GIF89a", "rows\u0004", "\0\0\0\u0001", "\u007f\u00ff\u00ff\u00ff", "\0\u007f\0\0");

    /// <summary>Fields of tar headers, and pax records.</summary>
    public static byte[][] Tar { get; } = Latin1(
        "ustar\u000000", "ustar  \0", "00000000000\0", "77777777777\0", "\u0080\0\0\0\0\0\0\0\u007f\u00ff\u00ff\u00ff", "\u00ff\u00ff\u00ff\u00ff", "x", "g", "L", "K", "S", "5", "2", "0", "././@LongLink",
        "17 path=abc.png\n\0", "13 size=9999\n", "22 GNU.sparse.major=1\n", "99999999999 path=a\n", "0 =\n", ".png", ".cls", ".json", "../", "/", ".", "__", "a.png\0");

    /// <summary>Addresses, parameters and headers of the service, and NumPy's header.</summary>
    public static byte[][] Http { get; } = Latin1(
        "/v1/encode", "/v1/decode", "/v1/reconstruct", "/v1/sample", "/v1/models", "/studio/edit", "/studio/analyze", "/studio/example", "/metrics", "?", "&", "=", "%00", "%2e%2e/", "model=", "latent=sample", "seed=", "scaled=true", "width=",
        "height=", "quality=", "deadline=", "-1", "1e400", "NaN", "99999999999999999999", "image/png", "image/*;q=0", "*/*", ";q=", ", ", "application/octet-stream", "application/x-npy", "application/json", "text/event-stream",
        "multipart/form-data; boundary=", "--x", "--x--", "\r\n", "Content-Disposition: form-data; name=\"f\"; filename=\"a\"", "\u0093NUMPY\u0001\0", "'descr': '<f8'", "'fortran_order': False", "'shape': (4, 1, 1)",
        "\"latent\":", "\"scale\":", "\"dropped\":", "\"noise\":", "\"steps\":", "\"sampler\":", "\"heun\"", "\"class\":", "\"guidance\":", "\"preview_every\":");

    private static byte[][] Of(params string[] words) => [.. words.Select(Encoding.UTF8.GetBytes)];

    private static byte[][] Latin1(params string[] words) => [.. words.Select(Encoding.Latin1.GetBytes)];
}
