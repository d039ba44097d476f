using System.Reflection;
using LiteVae.Runtime.Numbers;
using TorchSharp;

namespace LiteVae.Tests.Runtime.Numbers;

/// <summary>Nothing but <c>LiteVae.Runtime.Numbers</c> makes scalars, directly or by a member of TorchSharp that does.</summary>
/// <remarks>
/// <c>build/BannedSymbols.txt</c> tells so while code is written; this test reads the instructions of what was built, those of
/// TorchSharp too, and so knows every member that makes a scalar, in whatever release.
/// </remarks>
public sealed class ScalarLifetimeTests
{
    /// <summary>Code that calls such members on purpose: TorchSharp's optimizer, as something to compare with, in short runs.</summary>
    private static readonly string[] s_tolerated =
    [
        "LiteVae.Cli.Verbs.Bench.BenchTraining.Plain calls TorchSharp.torch+optim.Adam",
        "LiteVae.Tests.Runs.Optimization.ParameterGroupTests.Updates_equal_those_of_torchs_adam_after_clipping calls TorchSharp.torch+optim.Adam",
    ];

    private static readonly Lazy<HashSet<MethodBase>> s_makers = new(FindMakers);

    public static TheoryData<string> Assemblies => [.. Directory.GetFiles(AppContext.BaseDirectory, "LiteVae*.dll").Select(f => Path.GetFileNameWithoutExtension(f)).Order()];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_other_code_makes_scalars(string assembly)
    {
        var found = CodeReferences.Methods(Assembly.Load(assembly))
            .Where(m => m.DeclaringType!.Namespace != typeof(Number).Namespace)
            .SelectMany(m => CodeReferences.Of(m).Where(s_makers.Value.Contains).Select(c => $"{Name(m)} calls {Name(c)}"))
            .Distinct()
            .Except(s_tolerated)
            .ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Fact]
    public void What_makes_scalars_is_found()
    {
        var names = s_makers.Value.Select(Name).ToHashSet();
        Assert.Superset(
            new HashSet<string>
            {
                "TorchSharp.Scalar.op_Implicit", // x.mul_(0.5)
                "TorchSharp.torch+Tensor.op_Addition", // x + y
                "TorchSharp.torch+Tensor.op_Multiply", // 2 * x
                "TorchSharp.torch+Tensor.square",
                "TorchSharp.torch+nn+functional.leaky_relu",
                "TorchSharp.torch+nn.LeakyReLU", // in the layer's forward pass
                "TorchSharp.torch+optim.Adam", // in the optimizer's step
                "TorchSharp.TensorExtensionMethods.ToDouble",
                "LiteVae.Runtime.Numbers.Number.ToScalar",
            },
            names);
        Assert.DoesNotContain("TorchSharp.torch+Tensor.mul", names);
        Assert.DoesNotContain("TorchSharp.torch+nn.Conv2d", names);
    }

    private static string Name(MethodBase method) => $"{method.DeclaringType}.{method.Name}";

    private static HashSet<MethodBase> FindMakers()
    {
        var torchSharp = typeof(torch).Assembly;
        var callers = CodeReferences.Methods(torchSharp)
            .SelectMany(m => CodeReferences.Of(m).Select(c => (Caller: m, Called: c)))
            .Concat(Creators(torchSharp))
            .ToLookup(c => c.Called, c => c.Caller);
        HashSet<MethodBase> makers = [typeof(Number).GetMethod(nameof(Number.ToScalar))!];
        var open = new Queue<MethodBase>(callers.Where(c => c.Key.IsConstructor && c.Key.DeclaringType == typeof(Scalar)).SelectMany(c => c));
        while (open.TryDequeue(out var maker))
        {
            if (makers.Add(maker))
            {
                foreach (var caller in callers[maker])
                    open.Enqueue(caller);
            }
        }
        return makers;
    }

    /// <summary>Constructors of modules and optimizers as callers of what they do later, as that is called through a base type.</summary>
    private static IEnumerable<(MethodBase Caller, MethodBase Called)> Creators(Assembly torchSharp) =>
        from type in torchSharp.GetTypes()
        from work in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where work is { Name: "forward" or "step", IsVirtual: true, IsAbstract: false }
        from constructor in type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
        select ((MethodBase)constructor, (MethodBase)work);
}
