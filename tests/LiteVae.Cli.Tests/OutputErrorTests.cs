namespace LiteVae.Cli.Tests;

public sealed class OutputErrorTests(Workspace workspace) : IClassFixture<Workspace>
{
    [Fact]
    public void An_output_that_cannot_be_written_is_named()
    {
        var picture = workspace.Picture("picture.png", 16, 16);
        var latents = workspace.At("latents.safetensors");
        Tool.Run("encode", picture, "--model", workspace.Model, "--output", latents).Expect(0);
        // Below a file no folder can be made, not even by root; /proc takes no files.
        foreach (var folder in OperatingSystem.IsLinux() ? new[] { Path.Combine(picture, "below"), "/proc/litevae" } : [Path.Combine(picture, "below")])
        {
            Tool.Run("init", "--preset", "litevae-s-mini", "--output", Path.Combine(folder, "m.safetensors")).Expect(1).Says(folder);
            Tool.Run("reconstruct", picture, "--model", workspace.Model, "--output", folder).Expect(1).Says(folder);
            Tool.Run("encode", picture, "--model", workspace.Model, "--output", Path.Combine(folder, "l.safetensors")).Expect(1).Says(folder);
            Tool.Run("decode", latents, "--model", workspace.Model, "--output", folder).Expect(1).Says(folder);
            Tool.Run(["train", "--output", folder, .. Tool.TinyRun(2)]).Expect(1).Says(folder);
        }
    }

    [Fact]
    public void A_folder_is_no_output_file()
    {
        var folder = workspace.Folder("folder");
        Tool.Run("init", "--preset", "litevae-s-mini", "--output", folder).Expect(1).Says(folder, "is a folder");
        Tool.Run("encode", workspace.Picture("p.png", 8, 8), "--model", workspace.Model, "--output", folder).Expect(1).Says(folder, "is a folder");
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public void Images_of_one_name_do_not_overwrite_each_other()
    {
        var png = workspace.Picture("twins/a.png", 16, 16);
        var jpeg = workspace.Picture("twins/a.jpg", 3, NetVips.Enums.BandFormat.Uchar, NetVips.Enums.Interpretation.Srgb);
        Tool.Run("reconstruct", png, jpeg, "--model", workspace.Model, "--output", workspace.At("both")).Expect(0);
        Assert.Equal(
            ["a.jpg.compare.png", "a.jpg.png", "a.png.compare.png", "a.png.png"],
            Directory.GetFiles(workspace.At("both")).Select(Path.GetFileName).Order());

        var namesake = workspace.Picture("elsewhere/a.png", 16, 16);
        Tool.Run("reconstruct", png, namesake, "--model", workspace.Model, "--output", workspace.At("clash")).Expect(2).Says("a.png");
        Assert.False(Directory.Exists(workspace.At("clash")));
    }

    [Fact]
    public void An_input_is_never_overwritten()
    {
        var picture = workspace.Picture("mine/photo.png", 16, 16);
        var before = File.ReadAllBytes(picture);
        Tool.Run("reconstruct", picture, "--model", workspace.Model, "--output", workspace.At("mine")).Expect(2).Says("photo.png", "overwrite");
        Tool.Run("encode", picture, "--model", workspace.Model, "--output", picture).Expect(2).Says("photo.png", "overwrite");
        Assert.Equal(before, File.ReadAllBytes(picture));
    }
}
