using System.Runtime.CompilerServices;
using LiteVae.Runtime;

namespace LiteVae.Cli.Tests;

internal static class TestSetup
{
#pragma warning disable CA2255 // Tests make tensors before they touch a type of the library.
    [ModuleInitializer]
    internal static void LoadTorch()
    {
        ProcessTuning.Apply();
        TorchRuntime.EnsureLoaded();
    }
#pragma warning restore CA2255
}
