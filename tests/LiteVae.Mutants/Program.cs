using System.CommandLine;
using System.Diagnostics;
using LiteVae.Mutants;

var settingsFile = new Argument<FileInfo>("settings") { Description = "A file of tests/mutants." }.AcceptExistingOnly();
var count = new Option<int>("--count") { Description = "The number of mutants that are tried: a random sample.", DefaultValueFactory = _ => int.MaxValue };
var skip = new Option<int>("--skip") { Description = "The mutants that an earlier run with the same seed has tried." };
var minutes = new Option<double>("--minutes") { Description = "No mutant is begun after this time.", DefaultValueFactory = _ => double.PositiveInfinity };
var seed = new Option<int>("--seed") { Description = "Decides the order.", DefaultValueFactory = _ => 1 };
var command = new RootCommand("Changes the code in one place after the other, and says which changes no test notices. The last commit is taken; the working tree stays as it is.")
{
    settingsFile, skip, count, minutes, seed,
};
command.SetAction(parsed => Run(Settings.Read(parsed.GetValue(settingsFile)!.FullName), parsed.GetValue(skip), parsed.GetValue(count), parsed.GetValue(minutes), parsed.GetValue(seed)));
return command.Parse(args).Invoke();

static int Run(Settings settings, int skip, int count, double minutes, int seed)
{
    using var copy = new RepositoryCopy();
    var project = new MutatedProject(copy.Root, settings);
    var mutants = project.Build(Console.WriteLine).ToArray();
    var tests = new MutantTests(project.TestProgram, settings.Filter);
    var (covered, took) = tests.RunUnchanged();
    Console.WriteLine($"{mutants.Length} mutants, of which the tests come by {covered.Count}; without a mutant they take {took.TotalSeconds:0.0} s");

    // In a random order, so that those that were tried when time ends are a sample of all.
    new Random(seed).Shuffle(mutants);
    var outcomes = new Dictionary<Outcome, int>();
    var clock = Stopwatch.StartNew();
    foreach (var mutant in mutants.Skip(skip).Take(count).TakeWhile(_ => clock.Elapsed.TotalMinutes < minutes))
    {
        var outcome = covered.Contains(mutant.Number) ? tests.Run(mutant) : Outcome.NotCovered;
        outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        Console.WriteLine($"{outcome}: {mutant}");
    }
    var tried = outcomes.Values.Sum();
    var unnoticed = outcomes.GetValueOrDefault(Outcome.Survived) + outcomes.GetValueOrDefault(Outcome.NotCovered);
    Console.WriteLine($"{tried} of {mutants.Length} mutants tried in {clock.Elapsed.TotalMinutes:0} minutes: {string.Join(", ", outcomes.Select(o => $"{o.Key} {o.Value}"))}; noticed {100.0 * (tried - unnoticed) / tried:0.0} %");
    return 0;
}
