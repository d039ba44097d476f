using System.Reflection;
using LiteVae.EntryPoints;
using LiteVae.Runtime;
using TorchSharp;

namespace LiteVae.Tests.Runtime;

/// <summary>Every public way into the library works as the first thing that a process does.</summary>
public sealed class EntryPointTests(FreshProcess process) : IClassFixture<FreshProcess>
{
    /// <summary>Types that need the weights of others, so that a fresh process cannot use them here.</summary>
    private static readonly string[] s_needWeights = ["InceptionFeatures"];

    public static TheoryData<string> WithTorch => [.. Calls.WithTorch.Keys];

    public static TheoryData<string> WithoutTorch => [.. Calls.WithoutTorch.Keys];

    [Theory]
    [MemberData(nameof(WithTorch))]
    [InlineData("several threads")]
    public void A_call_that_needs_libtorch_loads_it(string call) => Run(call);

    [Theory]
    [MemberData(nameof(WithoutTorch))]
    [InlineData("host that sets a resolver afterwards")]
    public void Files_and_pictures_do_not_load_libtorch(string call)
    {
        var results = Run(call);
        if (OperatingSystem.IsLinux())
            Assert.Contains("libtorch is not loaded", results);
    }

    [Fact]
    public void Every_type_that_deals_in_tensors_and_can_be_called_without_one_is_called()
    {
        var called = Calls.WithTorch.Keys.Concat(Calls.WithoutTorch.Keys).Select(name => name.Split('.')[0]).ToHashSet();
        var missing = typeof(TorchRuntime).Assembly.GetExportedTypes()
            .Where(type => type.IsClass && Members(type).Any(Mentions) && CallableFirst(type).Any())
            .Select(type => type.Name)
            .Except(called).Except(s_needWeights);
        Assert.Empty(missing);
    }

    [Fact]
    public void A_host_with_a_resolver_of_its_own_decides_what_is_loaded()
    {
        if (!OperatingSystem.IsLinux())
            return;
        // A copy that loads here, whatever the system's C++ runtime: the one that this process has loaded itself.
        var folder = Path.GetDirectoryName(MappedLibrary.PathOf("libtorch_cpu.so"));
        Run("host with a resolver of its own", ("HOST_BINDINGS", MappedLibrary.PathOf("libLibTorchSharp.so")), ("LD_LIBRARY_PATH", folder));
    }

    [Fact]
    public void Why_cuda_does_not_load_is_told()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var chosen = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(MappedLibrary.PathOf("libtorch_cpu.so"))!))
            File.CreateSymbolicLink(chosen.File(Path.GetFileName(file)), file);
        File.WriteAllText(chosen.File("libtorch_cuda.so"), "no library");
        var results = Run("CUDA that does not load", ("LITEVAE_LIBTORCH", chosen.Root));
        Assert.Contains("libtorch_cuda.so", results);
        Assert.Contains("libtorch is loaded", results); // the processor's part works
    }

    private string Run(string call, params IReadOnlyList<(string, string?)> environment)
    {
        var (exitCode, results, messages) = process.Run(call, environment);
        Assert.True(exitCode == 0, $"{call} ended with {exitCode}: {messages}");
        return results;
    }

    private static IEnumerable<MethodBase> Members(Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly).Cast<MethodBase>().Concat(type.GetConstructors());

    /// <summary>Constructors and static methods that need nothing made before. Records are data: what makes tensors is elsewhere.</summary>
    private static IEnumerable<MethodBase> CallableFirst(Type type) => type.GetMethod("<Clone>$") is not null ? [] : Members(type)
        .Where(m => m.IsConstructor || (m.IsStatic && !m.IsSpecialName))
        .Where(m => !m.GetParameters().Any(p => !p.IsOptional && IsMade(p.ParameterType)));

    private static bool Mentions(MethodBase member) =>
        member.GetParameters().Any(p => IsTorch(p.ParameterType)) || (member is MethodInfo method && IsTorch(method.ReturnType));

    /// <summary>Whether a value of a type exists only once libtorch, or another of the library's types, was used.</summary>
    private static bool IsMade(Type type) => IsTorch(type) || (type.Assembly == typeof(TorchRuntime).Assembly && Members(type).Any(Mentions));

    private static bool IsTorch(Type type) =>
        (type.Assembly == typeof(torch).Assembly && !type.IsEnum) || type.GenericTypeArguments.Any(IsTorch);
}
