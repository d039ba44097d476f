using LiteVae.Codec.Configuration;

namespace LiteVae.Checkpoints.ThirdParty;

/// <summary>The files that this library can use.</summary>
/// <remarks>
/// Digests and sizes are those that public projects record of the same files; torchvision's and pytorch-fid's begin with
/// the eight digits that the publisher put into the file's name.
/// </remarks>
public static class ThirdPartyFiles
{
    private const string Torchvision = "BSD-3-Clause (torchvision)";
    private const string Lpips = "BSD-2-Clause (PerceptualSimilarity)";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ThirdPartyFile> All { get; } =
    [
        new()
        {
            Name = "vgg16",
            Purpose = "features of LPIPS (vgg)",
            Url = new("https://download.pytorch.org/models/vgg16-397923af.pth"),
            Bytes = 553_433_881,
            Sha256 = "397923af8e79cdbb6a7127f12361acd7a2f83e06b05044ddf496e83de57a5bf0",
            Licence = Torchvision,
        },
        new()
        {
            Name = "vgg19",
            Purpose = "features of ESRGAN's loss",
            Url = new("https://download.pytorch.org/models/vgg19-dcbb9e9d.pth"),
            Bytes = 574_673_361,
            Sha256 = "dcbb9e9dad569fff7a846263a77324fc34978fea2bfb039c012d710e1776ae44",
            Licence = Torchvision,
        },
        new()
        {
            Name = "alexnet",
            Purpose = "features of LPIPS (alex)",
            Url = new("https://download.pytorch.org/models/alexnet-owt-7be5be79.pth"),
            Bytes = 244_408_911,
            Sha256 = "7be5be791159472b1fbf3c69796f7cb30dca7ad8466c2df70058c37116cdee02",
            Licence = Torchvision,
        },
        new()
        {
            Name = "squeezenet1_1",
            Purpose = "features of LPIPS (squeeze)",
            Url = new("https://download.pytorch.org/models/squeezenet1_1-b8a52dc0.pth"),
            Bytes = 4_958_839,
            Sha256 = "b8a52dc049b60e4b6ab68ad0df457362afab8b6304b2febdc1650a5dab4d7e7b",
            Licence = Torchvision,
        },
        new()
        {
            Name = "lpips-vgg",
            Purpose = "linear layers of LPIPS 0.1 (vgg)",
            Url = LpipsUrl("vgg.pth"),
            Bytes = 7_289,
            Sha256 = "a78928a0af1e5f0fcb1f3b9e8f8c3a2a5a3de244d830ad5c1feddc79b8432868",
            Licence = Lpips,
        },
        new()
        {
            Name = "lpips-alex",
            Purpose = "linear layers of LPIPS 0.1 (alex)",
            Url = LpipsUrl("alex.pth"),
            Bytes = 6_009,
            Sha256 = "df73285e35b22355a2df87cdb6b70b343713b667eddbda73e1977e0c860835c0",
            Licence = Lpips,
        },
        new()
        {
            Name = "lpips-squeeze",
            Purpose = "linear layers of LPIPS 0.1 (squeeze)",
            Url = LpipsUrl("squeeze.pth"),
            Bytes = 10_811,
            Sha256 = "4a5350f23600cb79923ce65bb07cbf57dca461329894153e05a1346bd531cf76",
            Licence = Lpips,
        },
        new()
        {
            Name = "inception-fid",
            Purpose = "features of FID, KID and rFID",
            Url = new("https://github.com/mseitzer/pytorch-fid/releases/download/fid_weights/pt_inception-2015-12-05-6726825d.pth"),
            Bytes = 95_628_359,
            Sha256 = "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2",
            Licence = "Apache-2.0 (pytorch-fid)",
        },
    ];

    /// <summary>The file of a name.</summary>
    /// <exception cref="ConfigException">No file has that name; the nearest is suggested.</exception>
    public static ThirdPartyFile Get(string name) =>
        All.FirstOrDefault(f => f.Name == name)
        ?? throw new ConfigException("weights", $"\"{name}\" is not known{NearestName.Suggest(name, [.. All.Select(f => f.Name)])}");

    private static Uri LpipsUrl(string file) => new($"https://raw.githubusercontent.com/richzhang/PerceptualSimilarity/master/lpips/weights/v0.1/{file}");
}
