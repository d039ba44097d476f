using LiteVae.Distributed;

namespace LiteVae.Cli.Tests;

/// <summary>What tests of several ranks need.</summary>
internal static class InstalledMpi
{
    /// <summary>Skips a test where there is no launcher of an MPI, and says what to install.</summary>
    public static void Require(MpiFamily family) =>
        Assert.SkipWhen(MpiLauncher.Find().All(l => l.Family != family), $"there is no launcher of this MPI: apt-get install {(family == MpiFamily.OpenMpi ? "openmpi-bin" : "mpich")}");
}
