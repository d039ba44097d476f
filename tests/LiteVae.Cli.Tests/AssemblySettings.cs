// Verbs seed libtorch's one global generator and set its threads: side by side they would disturb each other.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
