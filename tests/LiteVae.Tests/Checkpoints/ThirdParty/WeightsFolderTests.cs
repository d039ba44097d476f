using System.Security.Cryptography;
using LiteVae.Checkpoints.ThirdParty;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Tests.Checkpoints.ThirdParty;

public sealed class WeightsFolderTests : IDisposable
{
    private static readonly string Own = Path.Combine(AppContext.BaseDirectory, "fixtures/pytorch/bare.zip.pt");

    private readonly WeightsEnvironment _weights = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        _weights.Dispose();
    }

    [Fact]
    public void The_published_file_is_taken()
    {
        var source = _folder.Write("downloaded.pth", [1, 2, 3]);
        var path = WeightsFolder.Add(Published([1, 2, 3]), source, verify: true);
        Assert.Equal(_weights["vgg16.pth"], path);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Equal(["vgg16.pth"], _weights.Names);
        Assert.True(File.Exists(source));
    }

    [Fact]
    public void Another_file_is_refused_and_the_one_that_is_there_kept()
    {
        WeightsFolder.Add(Published([1, 2, 3]), _folder.Write("good.pth", [1, 2, 3]), verify: true);
        Assert.Contains("it has 2 bytes, the published file 3", Refused(_folder.Write("short.pth", [1, 2])));
        var message = Refused(_folder.Write("other.pth", [1, 2, 4]));
        Assert.Contains("its SHA-256 is", message);
        Assert.Contains("--no-verify", message);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(_weights["vgg16.pth"]));
    }

    [Fact]
    public void Weights_of_ones_own_are_taken_on_request()
    {
        Refused(Own);
        var path = WeightsFolder.Add(ThirdPartyFiles.Get("vgg16"), Own, verify: false);
        Assert.Equal(File.ReadAllBytes(Own), File.ReadAllBytes(path));
    }

    [Fact]
    public void Even_on_request_a_file_without_tensors_is_refused()
    {
        var page = _folder.Write("page.pth", "<html>sign in</html>"u8.ToArray());
        Assert.Contains(page, Refused(page, verify: false));
        Assert.Empty(_weights.Names);
    }

    [Fact]
    public void A_source_that_is_not_a_file_is_named()
    {
        Assert.Contains("no such file", Refused(_folder["absent.pth"]));
        Assert.Contains("is a folder", Refused(_folder.Root));
    }

    [Fact]
    public void The_file_in_the_folder_may_be_added_to_itself()
    {
        var path = WeightsFolder.Add(Published([1, 2, 3]), _folder.Write("good.pth", [1, 2, 3]), verify: true);
        Assert.Equal(path, WeightsFolder.Add(Published([1, 2, 3]), path, verify: true));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
    }

    private static string Refused(string source, bool verify = true) =>
        Assert.Throws<CheckpointException>(() => WeightsFolder.Add(Published([1, 2, 3]), source, verify)).Message;

    private static ThirdPartyFile Published(byte[] content) =>
        ThirdPartyFiles.Get("vgg16") with { Bytes = content.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)) };
}
