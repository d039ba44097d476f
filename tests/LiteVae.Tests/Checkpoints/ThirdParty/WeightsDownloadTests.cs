using LiteVae.Checkpoints.ThirdParty;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Tests.Checkpoints.ThirdParty;

public sealed class WeightsDownloadTests : IDisposable
{
    private const int Size = 600_000;
    private const int Part = 250_000;

    private readonly WeightsEnvironment _weights = new();
    private readonly FileServer _server = new(Bytes(1));
    private readonly HttpClient _client = new();

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        _weights.Dispose();
    }

    [Fact]
    public async Task A_file_arrives_whole()
    {
        var progress = new List<long>();
        var path = await new WeightsDownload(_client).FetchAsync(_server.Published(), progress.Add, CancellationToken.None);
        Assert.Equal(_weights["vgg16.pth"], path);
        Assert.Equal(_server.Content, File.ReadAllBytes(path));
        Assert.Equal(["vgg16.pth"], _weights.Names);
        Assert.Equal(0, progress[0]);
        Assert.Equal(Size, progress[^1]);
        Assert.Equal(progress.Order(), progress);
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_downloaded()
    {
        File.WriteAllBytes(_weights["vgg16.pth"], _server.Content);
        await Fetch();
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task Another_file_that_is_there_is_left_alone()
    {
        File.WriteAllBytes(_weights["vgg16.pth"], Bytes(2));
        Assert.Contains("remove it first", await Refused());
        Assert.Empty(_server.Requests);
        Assert.Equal(Bytes(2), File.ReadAllBytes(_weights["vgg16.pth"]));
    }

    [Theory]
    [InlineData("\"one\"")]
    [InlineData("W/\"weak\"")]
    [InlineData(null)]
    public async Task A_cut_connection_keeps_what_came_and_the_next_fetch_goes_on_from_there(string? tag)
    {
        _server.Tag = tag;
        await Interrupted();
        var progress = new List<long>();
        await new WeightsDownload(_client).FetchAsync(_server.Published(), progress.Add, CancellationToken.None);
        AssertArrived("whole", $"bytes={Part}-");
        Assert.Equal(Part, progress[0]);
    }

    [Fact]
    public async Task A_server_that_sends_the_whole_instead_of_a_part_is_understood()
    {
        await Interrupted();
        _server.Ranges = RangeAnswer.Whole;
        await Fetch();
        AssertArrived("whole", $"bytes={Part}-");
    }

    [Theory]
    [InlineData(RangeAnswer.Refused)]
    [InlineData(RangeAnswer.AnotherPart)]
    internal async Task A_part_that_the_server_cannot_continue_is_downloaded_anew(RangeAnswer answer)
    {
        await Interrupted();
        _server.Ranges = answer;
        await Fetch();
        AssertArrived("whole", $"bytes={Part}-", "whole");
    }

    [Fact]
    public async Task A_file_that_changed_meanwhile_is_downloaded_anew()
    {
        await Interrupted();
        (_server.Content, _server.Tag) = (Bytes(2), "\"two\"");
        await Fetch();
        AssertArrived("whole", $"bytes={Part}-");
    }

    [Fact]
    public async Task Parts_of_different_files_do_not_pass_for_one()
    {
        _server.Tag = null; // nothing tells the files apart but the digest
        await Interrupted();
        _server.Content = Bytes(2);
        Assert.Contains("not the published file, and was removed", await Refused());
        Assert.Empty(_weights.Names);
        await Fetch();
        AssertArrived("whole", $"bytes={Part}-", "whole");
    }

    [Fact]
    public async Task A_part_that_is_whole_is_only_verified()
    {
        File.WriteAllBytes(_weights["vgg16.pth.partial"], _server.Content);
        await Fetch();
        AssertArrived();
    }

    [Fact]
    public async Task A_part_that_is_too_long_is_not_kept()
    {
        File.WriteAllBytes(_weights["vgg16.pth.partial"], new byte[Size + 1]);
        await Fetch();
        AssertArrived("whole");
    }

    [Fact]
    public async Task A_file_of_another_digest_is_refused()
    {
        var published = _server.Published() with { Sha256 = new string('0', 64) };
        var message = await Refused(published);
        Assert.Contains($"its SHA-256 is {_server.Published().Sha256}", message);
        Assert.Contains(published.Sha256, message);
        Assert.Empty(_weights.Names);
    }

    [Fact]
    public async Task A_file_of_another_size_is_refused_before_it_is_downloaded()
    {
        Assert.Contains($"offers {Size} bytes, the published file has 10", await Refused(_server.Published() with { Bytes = 10 }));
        Assert.Equal(0, ThirdPartyWeights.PartOf(_server.Published()).Length);
    }

    [Fact]
    public async Task A_server_that_sends_without_end_is_stopped()
    {
        _server.SaysLength = false;
        Assert.Contains("more than the published file's 10 bytes", await Refused(_server.Published() with { Bytes = 10 }));
        Assert.InRange(ThirdPartyWeights.PartOf(_server.Published()).Length, 0, 10);
    }

    [Fact]
    public async Task A_file_of_unsaid_length_arrives()
    {
        _server.SaysLength = false;
        await Fetch();
        AssertArrived("whole");
    }

    [Theory]
    [InlineData("404 Not Found")]
    [InlineData("403 Forbidden")]
    [InlineData("503 Service Unavailable")]
    public async Task A_refusal_is_told_with_the_address_and_the_way_out(string status)
    {
        _server.Refusal = status;
        var message = await Refused();
        Assert.Contains(status, message);
        Assert.Contains(_server.Url.ToString(), message);
        Assert.Contains("litevae weights add vgg16 FILE", message);
    }

    [Fact]
    public async Task A_refusal_leaves_the_part_as_it_is()
    {
        await Interrupted();
        _server.Refusal = "503 Service Unavailable";
        Assert.Contains("250 kB of 600 kB are kept", await Refused());
        _server.Refusal = null;
        await Fetch();
        AssertArrived("whole", $"bytes={Part}-", $"bytes={Part}-");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_in_a_line()
    {
        var message = await Refused(_server.Published() with { Url = new("http://127.0.0.1:1/file.pth") });
        Assert.Contains("refused", message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public async Task A_silent_server_is_given_up()
    {
        _server.SilentAfter = Part;
        var download = new WeightsDownload(_client) { Patience = TimeSpan.FromSeconds(0.3) };
        var error = await Assert.ThrowsAsync<CheckpointException>(() => download.FetchAsync(_server.Published(), _ => { }, CancellationToken.None));
        Assert.Contains("nothing has come", error.Message);
        Assert.Equal(Part, ThirdPartyWeights.PartOf(_server.Published()).Length);
    }

    [Fact]
    public async Task A_download_that_is_stopped_keeps_what_came()
    {
        _server.SilentAfter = Part;
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new WeightsDownload(_client).FetchAsync(
            _server.Published(), arrived => { if (arrived == Part) stop.Cancel(); }, stop.Token));
        _server.SilentAfter = int.MaxValue;
        await Fetch();
        AssertArrived("whole", $"bytes={Part}-");
    }

    [Fact]
    public async Task Two_downloads_of_one_file_do_not_mix()
    {
        _server.SilentAfter = Part;
        using var stop = new CancellationTokenSource();
        var arrived = new TaskCompletionSource();
        var first = new WeightsDownload(_client).FetchAsync(_server.Published(), a => { if (a == Part) arrived.SetResult(); }, stop.Token);
        await arrived.Task;
        Assert.Contains("another download", await Refused());
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    private static byte[] Bytes(int seed)
    {
        var bytes = new byte[Size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private Task Fetch() => new WeightsDownload(_client).FetchAsync(_server.Published(), _ => { }, CancellationToken.None);

    private async Task<string> Refused(ThirdPartyFile? file = null)
    {
        var download = new WeightsDownload(_client);
        var error = await Assert.ThrowsAsync<CheckpointException>(() => download.FetchAsync(file ?? _server.Published(), _ => { }, CancellationToken.None));
        return error.Message;
    }

    private async Task Interrupted()
    {
        _server.CutsAfter = Part;
        var message = await Refused();
        Assert.Contains("250 kB of 600 kB are kept", message);
        Assert.Contains("the same command goes on", message);
        Assert.Equal(_server.Content[..Part], File.ReadAllBytes(_weights["vgg16.pth.partial"]));
        Assert.False(File.Exists(_weights["vgg16.pth"]));
        _server.CutsAfter = int.MaxValue;
    }

    private void AssertArrived(params string[] requests)
    {
        Assert.Equal(_server.Content, File.ReadAllBytes(_weights["vgg16.pth"]));
        Assert.Equal(["vgg16.pth"], _weights.Names);
        Assert.Equal(requests, _server.Requests);
    }
}
