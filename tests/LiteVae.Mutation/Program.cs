using System.Globalization;
using LiteVae.Mutation;
using LiteVae.Soak;

if (args.Length == 0)
{
    Console.Error.WriteLine("mutation project=src/LiteVae sources=Losses,Wavelets tests=LiteVae.Tests classes=LossTests,HaarTransformTests [count=80] [seed=1] [minutes=25]");
    return 2;
}
var settings = new Arguments(args);
var root = Path.GetFullPath(settings.Text("root", "."));
var project = SourceProject.Read(Path.Combine(root, settings.Text("project", "src/LiteVae")));
var folders = settings.Text("sources", "").Split(',').Select(f => Path.Combine(root, settings.Text("project", "src/LiteVae"), f)).ToArray();
var mutants = project.Sources.Where(s => folders.Any(f => s.FilePath == f || Path.GetDirectoryName(s.FilePath) == f)).SelectMany(Mutations.Of).ToArray();
new Random(settings.Number("seed", 1)).Shuffle(mutants);

// The tests run in a copy of their output, so that the build's stays as it is.
var tests = settings.Text("tests", "LiteVae.Tests");
var copy = Directory.CreateTempSubdirectory("litevae-mutation-").FullName;
try
{
    var output = Path.Combine(root, "tests", tests, "bin", "Release", "net10.0");
    foreach (var file in Directory.GetFiles(output, "*", SearchOption.AllDirectories))
    {
        var target = Path.Combine(copy, Path.GetRelativePath(output, file));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(file, target);
    }
    var process = new TestProcess(Path.Combine(copy, $"{tests}.dll"), settings.Text("classes", "").Split(','));
    var assembly = Path.Combine(copy, project.FileName);
    project.Emit(null, assembly);
    var (unchanged, time) = process.Run(TimeSpan.FromMinutes(5));
    if (unchanged != "survived")
        throw new InvalidOperationException($"The tests fail without any change: {unchanged}");
    var limit = 5 * time + TimeSpan.FromSeconds(20);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{mutants.Length} changes are possible; the tests take {time.TotalSeconds:0.0} s"));

    var end = DateTime.UtcNow.AddMinutes(settings.Number("minutes", 25));
    var (tried, survived) = (0, 0);
    foreach (var mutant in mutants)
    {
        if (tried == settings.Number("count", 80) || DateTime.UtcNow > end)
            break;
        if (!project.Emit(mutant, assembly))
            continue;
        var (outcome, _) = process.Run(limit);
        tried++;
        survived += outcome == "survived" ? 1 : 0;
        Console.WriteLine($"{mutant}\t{outcome}");
    }
    Console.WriteLine($"{tried} tried, {tried - survived} noticed, {survived} survived: {100.0 * (tried - survived) / Math.Max(1, tried):0} %");
}
finally
{
    Directory.Delete(copy, recursive: true);
}
return 0;
