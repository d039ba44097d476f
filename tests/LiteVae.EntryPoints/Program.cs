using LiteVae.EntryPoints;

// Calls one public entry point of the library, as the first thing that the process does with it. Tests start this program
// once for each, as what has loaded libtorch before would hide what fails without it.
if (args is not [var name, var folder])
{
    Console.Error.WriteLine("usage: LiteVae.EntryPoints NAME FOLDER");
    return 2;
}
Calls.All.First(call => call.Key == name).Value(folder);
Console.WriteLine(LoadedLibraries.HasTorch ? "libtorch is loaded" : "libtorch is not loaded");
return 0;
