using LiteVae.Checkpoints.ThirdParty;
using LiteVae.Cli.Verbs.Weights;
using LiteVae.Tests;

namespace LiteVae.Cli.Tests;

public sealed class WeightsTests : IDisposable
{
    private static readonly string Own = Path.Combine(AppContext.BaseDirectory, "fixtures/pytorch/bare.zip.pt");

    private readonly WeightsEnvironment _weights = new();
    private readonly FileServer _server = new([.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * i / 7))]);

    public void Dispose()
    {
        _server.Dispose();
        _weights.Dispose();
    }

    [Fact]
    public void List_shows_every_file_with_its_purpose_and_place()
    {
        File.Copy(Own, _weights["alexnet.pth"]);
        File.WriteAllBytes(_weights["vgg19.pth.partial"], new byte[2_000_000]);
        var lines = Tool.Run("weights", "list").Expect(0).Results.Split('\n');
        foreach (var file in ThirdPartyFiles.All)
            Assert.Single(lines, l => l.StartsWith(file.Name + " ", StringComparison.Ordinal) && l.Contains(file.Purpose));
        Assert.Contains(lines, l => l.StartsWith("vgg16 ", StringComparison.Ordinal) && l.Contains("553 MB") && l.EndsWith(" no", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("vgg19 ", StringComparison.Ordinal) && l.Contains("no; 2.0 MB have arrived"));
        Assert.Contains(lines, l => l.StartsWith("alexnet ", StringComparison.Ordinal) && l.Contains(_weights["alexnet.pth"]) && l.Contains("not the published file"));
        Assert.Contains($"folder: {_weights.Folder}", lines);
    }

    [Fact]
    public void List_as_json_holds_what_is_needed_to_bring_the_files()
    {
        File.Copy(Own, _weights["alexnet.pth"]);
        var json = Tool.Run("weights", "list", "--json").Expect(0).Json;
        Assert.Equal(_weights.Folder, (string?)json["folder"]);
        var files = json["weights"]!.AsArray();
        Assert.Equal(ThirdPartyFiles.All.Count, files.Count);
        var alexnet = files.Single(f => (string?)f!["name"] == "alexnet")!;
        Assert.True((bool)alexnet["present"]!);
        Assert.Equal(new FileInfo(Own).Length, (long)alexnet["present_bytes"]!);
        Assert.Equal(244_408_911, (long)alexnet["bytes"]!);
        Assert.Equal(_weights["alexnet.pth"], (string?)alexnet["path"]);
        Assert.Equal("https://download.pytorch.org/models/alexnet-owt-7be5be79.pth", (string?)alexnet["url"]);
        Assert.Equal(64, ((string?)alexnet["sha256"])!.Length);
        Assert.False((bool)files.Single(f => (string?)f!["name"] == "vgg16")!["present"]!);
    }

    [Fact]
    public void Add_refuses_another_file_unless_told_to_take_it()
    {
        Tool.Run("weights", "add", "vgg16", Own).Expect(1).Says(Own, "is not the published vgg16", "553433881", "--no-verify");
        Assert.Empty(_weights.Names);
        Assert.Contains("not verified", Tool.Run("weights", "add", "vgg16", Own, "--no-verify").Expect(0).Results);
        Assert.Equal(File.ReadAllBytes(Own), File.ReadAllBytes(_weights["vgg16.pth"]));
        var json = Tool.Run("weights", "add", "vgg19", Own, "--no-verify", "--json").Expect(0).Json;
        Assert.Equal(_weights["vgg19.pth"], (string?)json["path"]);
        Assert.False((bool)json["verified"]!);
    }

    [Theory]
    [InlineData("weights")]
    [InlineData("weights add vgg16")]
    [InlineData("weights add vgg61 file.pth")]
    [InlineData("weights fetch")]
    [InlineData("weights fetch vgg16 --all")]
    [InlineData("weights fetch vgg61")]
    [InlineData("weights remove vgg16")]
    public void Wrong_use_exits_with_2(string args) => Assert.Empty(Tool.Run(args.Split(' ')).Expect(2).Results);

    [Fact]
    public void Wrong_use_points_at_the_help_of_the_part_that_was_meant() =>
        Tool.Run("weights", "fetch").Expect(2).Says("Give either names or --all.", "litevae weights fetch --help");

    [Fact]
    public void Fetch_downloads_and_says_where_to()
    {
        var outcome = Fetch(json: false);
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.Equal($"{_weights["alexnet.pth"]}: alexnet, as published\n", outcome.Results);
        Assert.Contains(_server.Url.ToString(), outcome.Messages);
        Assert.Equal(_server.Content, File.ReadAllBytes(_weights["alexnet.pth"]));

        var again = Fetch(json: true);
        Assert.Equal(_weights["alexnet.pth"], (string?)again.Json["weights"]![0]!["path"]);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task Fetch_that_is_interrupted_keeps_what_came_and_says_so()
    {
        _server.SilentAfter = 100_000;
        using var cancellationToken = new CancellationTokenSource();
        var fetching = Task.Run(() => Fetch(json: true, cancellationToken.Token));
        var partial = _weights["alexnet.pth.partial"];
        Assert.True(SpinWait.SpinUntil(() => ThirdPartyWeights.PartOf(_server.Published("alexnet")).Length == 100_000, TimeSpan.FromSeconds(20)));
        cancellationToken.Cancel();
        var outcome = await fetching;
        Assert.Equal(ExitCode.Interrupted, outcome.Code);
        Assert.Empty(outcome.Results);
        outcome.Says("alexnet: stopped at 100 kB of 300 kB; the same command goes on from there");
        Assert.True(File.Exists(partial));
    }

    [Fact]
    public void Fetch_goes_through_the_proxy_of_the_environment()
    {
        _server.Refusal = "403 Forbidden";
        var before = Environment.GetEnvironmentVariable("HTTPS_PROXY");
        try
        {
            Environment.SetEnvironmentVariable("HTTPS_PROXY", _server.Url.GetLeftPart(UriPartial.Authority));
            Tool.RunProcess("weights", "fetch", "lpips-vgg").Expect(1).Says("lpips-vgg: ", "proxy", "403", "litevae weights add lpips-vgg FILE");
        }
        finally
        {
            Environment.SetEnvironmentVariable("HTTPS_PROXY", before);
        }
        Assert.NotEmpty(_server.Requests);
    }

    private Outcome Fetch(bool json, CancellationToken cancellationToken = default) =>
        Tool.Run(session => new WeightsFetchVerb(session).Run(new WeightsFetchRequest([_server.Published("alexnet")], json)), cancellationToken);
}
