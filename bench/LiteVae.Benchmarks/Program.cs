using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using LiteVae.Benchmarks.Int8;
using LiteVae.Runtime;

if (args is ["int8", var model, var images])
{
    Int8Comparison.Run(model, images, seconds: 4);
    return;
}
// In this process: a generated project would not find libtorch, which TorchRuntime looks for beside this program.
ProcessTuning.Apply();
TorchRuntime.EnsureLoaded();
var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, DefaultConfig.Instance.AddJob(job));
