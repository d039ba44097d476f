// libtorch's random generator and its threads belong to the whole process: tests take turns.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
