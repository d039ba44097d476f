using System.Diagnostics;
using System.Formats.Tar;
using CsCheck;
using LiteVae.Data.Tar;

namespace LiteVae.Tests.Data.Tar;

public sealed class TarScannerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(TarEntryFormat.V7)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.Pax)]
    public void Every_member_is_found_where_it_lies(TarEntryFormat format)
    {
        var longName = format is TarEntryFormat.Gnu or TarEntryFormat.Pax ? $"{new string('d', 150)}/{new string('é', 200)}.png" : "short.png";
        (string, byte[])[] files = [("a.txt", TestTars.Text("first")), (longName, new byte[700]), ("empty.png", []), ("c/d.png", TestTars.Text("last"))];
        Assert.Equal(files.Select(f => (f.Item1, Convert.ToHexString(f.Item2))), Members(TestTars.Of(format, files), out var problem));
        Assert.Null(problem);
    }

    [Fact]
    public void Any_files_are_found_again() => Gen.Select(Gen.Int[0, 3].Select(f => (TarEntryFormat)(f + 1)), Gen.Byte.Array[0, 1500].Array[1, 8]).Sample((format, contents) =>
    {
        (string Name, byte[] Content)[] files = [.. contents.Select((c, i) => ($"f{i}.bin", c))];
        var found = Members(TestTars.Of(format, files), out var problem);
        Assert.Null(problem);
        Assert.Equal(files.Select(f => (f.Name, Convert.ToHexString(f.Content))), found);
    }, iter: 100);

    [Fact]
    public void A_tar_that_is_cut_anywhere_gives_what_precedes_the_cut()
    {
        var whole = TestTars.Of(("a.png", new byte[600]), ("b.png", new byte[100]), ("c.png", new byte[512]));
        int[] ends = [512 + 600, 512 + 1024 + 512 + 100, 512 + 1024 + 1024 + 512 + 512];
        for (var length = 1; length < whole.Length; length += 61)
        {
            var found = Members(whole[..length], out var problem);
            Assert.Equal(ends.Count(end => end <= length), found.Count);
            Assert.NotNull(problem);
        }
    }

    [Fact]
    public void What_is_no_regular_file_is_passed_over()
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Gnu, leaveOpen: true))
        {
            writer.WriteEntry(new GnuTarEntry(TarEntryType.Directory, "folder"));
            writer.WriteEntry(new GnuTarEntry(TarEntryType.SymbolicLink, "link.png") { LinkName = new string('x', 300) });
            writer.WriteEntry(new GnuTarEntry(TarEntryType.HardLink, "hard.png") { LinkName = "a.png" });
            writer.WriteEntry(new GnuTarEntry(TarEntryType.CharacterDevice, "device.png"));
            writer.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, "a.png") { DataStream = new MemoryStream([1]) });
        }
        Assert.Equal([("a.png", "01")], Members(stream.ToArray(), out var problem));
        Assert.Null(problem);
    }

    [Fact]
    public void A_damaged_header_ends_the_tar_and_is_told_with_its_place()
    {
        var tar = TestTars.Of(("a.png", [1]), ("b.png", [2]));
        tar[1024 + 3] ^= 1;
        Assert.Equal([("a.png", "01")], Members(tar, out var problem));
        Assert.Contains("byte 1024", problem);
    }

    [Fact]
    public void What_is_no_tar_is_recognized()
    {
        foreach (var content in new[] { TestTars.Text("not a tar"), new byte[600].Select((_, i) => (byte)i).ToArray() })
        {
            using var file = File.OpenHandle(_folder.Write("none", content));
            var scanner = new TarScanner(file, content.Length);
            Assert.False(scanner.TryNext(out _));
            Assert.False(scanner.IsTar);
        }
    }

    [Fact]
    public void A_second_tar_behind_the_first_one_is_told_rather_than_lost()
    {
        var tar = TestTars.Of(("a.png", [1]));
        Assert.Single(Members([.. tar, .. tar], out var problem));
        Assert.Contains("goes on after its end", problem);
    }

    [Theory]
    [InlineData("ustar")]
    [InlineData("gnu")]
    [InlineData("pax")]
    [InlineData("v7")]
    public void What_the_tar_program_writes_is_read(string format)
    {
        var name = format is "v7" or "ustar" ? new string('n', 60) : new string('ü', 110);
        foreach (var path in new[] { "one.png", $"folder/{name}.png", "folder/two.jpg" })
            _folder.Write($"in/{path}", TestTars.Text(path));
        if (!TryRunTar("-C", _folder["in"], $"--format={format}", "--sort=name", "-cf", _folder["out.tar"], "."))
            Assert.Skip("There is no GNU tar here.");
        var found = Members(File.ReadAllBytes(_folder["out.tar"]), out var problem);
        Assert.Null(problem);
        Assert.Equal(
            new[] { "./one.png", $"./folder/{name}.png", "./folder/two.jpg" }.Order(StringComparer.Ordinal),
            found.Select(f => f.Name).Order(StringComparer.Ordinal));
        Assert.All(found, f => Assert.Equal(f.Name[2..], System.Text.Encoding.UTF8.GetString(Convert.FromHexString(f.Content))));
    }

    [Fact]
    public void A_sparse_file_of_the_tar_program_is_passed_over_and_what_follows_is_read()
    {
        foreach (var format in new[] { "gnu", "pax" })
        {
            using (var sparse = File.Create(_folder.File("sparse/a.png")))
            {
                for (var piece = 0; piece < 40; piece++)
                {
                    sparse.Position = piece * 131072L;
                    sparse.WriteByte(1);
                }
            }
            _folder.Write("sparse/b.png", [7]);
            if (!TryRunTar("-C", _folder["sparse"], $"--format={format}", "--sparse", "-cf", _folder["sparse.tar"], "a.png", "b.png"))
                Assert.Skip("There is no GNU tar here.");
            var found = Members(File.ReadAllBytes(_folder["sparse.tar"]), out var problem);
            Assert.Null(problem);
            Assert.Equal(("b.png", "07"), found[^1]);
        }
    }

    private static bool TryRunTar(params string[] arguments)
    {
        try
        {
            using var tar = Process.Start(new ProcessStartInfo("tar", arguments) { RedirectStandardError = true })!;
            tar.WaitForExit();
            return tar.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private List<(string Name, string Content)> Members(byte[] tar, out string? problem)
    {
        using var file = File.OpenHandle(_folder.Write($"{Guid.NewGuid():N}.tar", tar));
        var scanner = new TarScanner(file, tar.Length);
        var members = new List<(string, string)>();
        while (scanner.TryNext(out var member))
            members.Add((member.Name, Convert.ToHexString(tar.AsSpan((int)member.Offset, (int)member.Length))));
        problem = scanner.Problem;
        return members;
    }
}
