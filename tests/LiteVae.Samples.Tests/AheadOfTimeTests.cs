using System.Runtime.Intrinsics.X86;
using LiteVae.Packages.Tests;

namespace LiteVae.Samples.Tests;

/// <summary>The console sample as one file of machine code, without .NET beside it.</summary>
public sealed class AheadOfTimeTests(SampleFiles files) : IClassFixture<SampleFiles>
{
    // The sample is compiled for AVX2.
    private static bool CanRun => OperatingSystem.IsLinux() && Avx2.IsSupported;

    private static bool HasLinker => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(folder => File.Exists(Path.Combine(folder, "clang")) || File.Exists(Path.Combine(folder, "gcc")));

    [Fact]
    public void The_console_sample_is_one_file_that_gives_the_managed_programs_picture()
    {
        Assert.SkipUnless(CanRun, "The sample is compiled for Linux on processors with AVX2.");
        Assert.SkipUnless(HasLinker, "Compiling ahead of time needs clang or gcc, and zlib1g-dev on Debian.");
        var output = files["ahead-of-time"];
        // Warnings are errors: about trimming and reflection too.
        Command.Run(files.Root, "dotnet", ["publish", SampleFiles.Sample("LiteVae.Samples.Console"), "-c", "Release", "-v", "q", "--artifacts-path", files["artifacts"], "-o", output]);
        var program = Assert.Single(Directory.GetFiles(output));
        Assert.InRange(new FileInfo(program).Length, 1_000_000, 12_000_000);
        Command.Run(files.Root, program, ["reconstruct", files.Model, files.Picture, files["native.png"]]);
        files.Run("LiteVae.Samples.Console", "codec", "reconstruct", files.Model, files.Picture, files["managed.png"]);
        var (native, managed) = (Pixels("native.png"), Pixels("managed.png"));
        Assert.All(native.Zip(managed), pair => Assert.InRange(pair.First - pair.Second, -1, 1)); // the managed program may take kernels of AVX-512
    }

    private byte[] Pixels(string name) => Samples.Pictures.PngReader.Read(File.ReadAllBytes(files[name])).Pixels.ToArray();
}
