using LiteVae.Fuzz;
using LiteVae.Fuzz.Engine;
using LiteVae.Fuzz.Targets;
using LiteVae.Fuzz.Verbs;

try
{
    return args switch
    {
        ["list"] => ListVerb.Run(),
        ["run", .. var options] => RunVerb.Run(options),
        ["repeat", var name, .. var files] => RepeatVerb.Run(AllTargets.Find(name), files),
        ["seeds", var name, var folder] => SeedsVerb.Run(AllTargets.Find(name), folder),
        ["sharpfuzz", var name] => SharpFuzzVerb.Run(AllTargets.Find(name)),
        ["worker", var name, var state, var options] => FuzzProcess.Work(AllTargets.Find(name), state, options),
        // Everything else is for the test runner, "dotnet test" included.
        _ => await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    };
}
catch (UsageException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
