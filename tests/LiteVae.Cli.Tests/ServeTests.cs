using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using LiteVae.Cli.Verbs.Serve;
using LiteVae.Server;

namespace LiteVae.Cli.Tests;

public sealed partial class ServeTests(Workspace workspace) : IClassFixture<Workspace>
{
    [Fact]
    public async Task A_served_model_reconstructs_until_the_process_is_asked_to_end()
    {
        using var process = Tool.Start("serve", "--model", $"small={workspace.Model}", "--urls", "http://127.0.0.1:0", "--threads", "1");
        var line = await process.StandardOutput.ReadLineAsync();
        Assert.StartsWith("listening on http://127.0.0.1:", line);
        using var client = new HttpClient { BaseAddress = new Uri(line!["listening on ".Length..]) };
        using var picture = new ByteArrayContent(await File.ReadAllBytesAsync(workspace.Picture("served.png", 40, 24)));
        picture.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync(new Uri("/v1/reconstruct?model=small", UriKind.Relative), picture)).StatusCode);
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Windows has no SIGTERM.");
        Assert.Equal(0, Kill(process.Id, 15));
        process.Finish().Expect(0).Says("try: curl", "/v1/reconstruct", "stopping");
    }

    [Fact]
    public void A_model_that_is_missing_is_told_in_a_line() =>
        Tool.Run("serve", "--model", workspace.At("missing.safetensors"), "--urls", "http://127.0.0.1:0").Expect(1).Says("missing.safetensors", "no such model");

    [Fact]
    public void A_model_that_is_damaged_is_told_in_a_line() =>
        Tool.Run("serve", "--model", workspace.Text("damaged.safetensors", "no model at all"), "--urls", "http://127.0.0.1:0", "--log-format", "none").Expect(1).Says("damaged.safetensors");

    [Fact]
    public async Task An_address_in_use_is_told_in_a_line()
    {
        await using var other = await LiteVaeServer.StartAsync(new ServerOptions { Models = [new("a", workspace.Model)], Urls = ["http://127.0.0.1:0"], LogFormat = LogFormat.None });
        Tool.Run("serve", "--model", workspace.Model, "--urls", other.Addresses[0], "--log-format", "none").Expect(1).Says(other.Addresses[0], "in use");
    }

    [Theory]
    [InlineData("--workers 0")]
    [InlineData("--queue -1")]
    [InlineData("--deadline 0")]
    [InlineData("--urls ftp://127.0.0.1")]
    [InlineData("--log-format xml")]
    [InlineData("--api-keys no/such/file")]
    public void Options_out_of_range_are_wrong_use(string options) => Tool.Run(["serve", "--model", workspace.Model, .. options.Split(' ')]).Expect(2);

    [Fact]
    public void A_model_is_named_or_takes_the_name_of_its_file()
    {
        Assert.Equal(new ServedModel("a", "b.safetensors"), ServedModelText.Parse("a=b.safetensors"));
        Assert.Equal("model", ServedModelText.Parse(workspace.Model).Name);
        Assert.Equal("litevae-s-mini", ServedModelText.Parse("litevae-s-mini").Name);
        Assert.Equal(new ServedModel("my-run-1.5", $"{workspace.Folder("my run=1.5")}/"), ServedModelText.Parse($"{workspace.Folder("my run=1.5")}/"));
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
