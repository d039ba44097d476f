using LiteVae.Distributed;

namespace LiteVae.Tests.Distributed;

public sealed class CommunicatorTests
{
    [Fact]
    public void A_process_without_a_launcher_works_alone()
    {
        using var ranks = Communicator.Open(DistributedMode.Auto);
        Assert.Same(SingleRank.Instance, ranks);
    }

    [Fact]
    public void What_is_found_of_MPI_names_itself()
    {
        Assert.All(MpiInstallation.Find(), found => Assert.Matches(@"^(Open MPI|MPICH|MVAPICH|Intel).*\d", found.Name));
        Assert.All(MpiLauncher.Find(), found => Assert.Matches(@"^(Open MPI|Hydra|Intel).*\d", found.Name));
    }
}
