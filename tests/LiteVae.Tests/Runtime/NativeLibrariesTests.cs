using System.Runtime.InteropServices;

namespace LiteVae.Tests.Runtime;

public sealed class NativeLibrariesTests
{
    [Fact]
    public void An_output_folder_has_native_libraries_of_this_platform_alone()
    {
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        var platform = $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        var folders = Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "runtimes"))
            .Where(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any())
            .Select(Path.GetFileName);
        Assert.Empty(folders.Except([platform, system, "unix", "any"]));
        Assert.NotEmpty(Directory.GetFiles(AppContext.BaseDirectory, "*vips*", SearchOption.AllDirectories));
    }
}
