using System.CommandLine;
using LiteVae.Load;
using LiteVae.Load.Scenarios;
using LiteVae.Server;

var model = new Option<string>("--model") { DefaultValueFactory = _ => "litevae-s-mini" };
var operation = new Option<string>("--operation") { Description = "encode, decode or reconstruct.", DefaultValueFactory = _ => "encode" };
var clients = new Option<int[]>("--clients") { DefaultValueFactory = _ => [1, 8, 64], AllowMultipleArgumentsPerToken = true };
var batch = new Option<int>("--batch") { DefaultValueFactory = _ => new ServerOptions().MaxBatch };
var batchWait = new Option<double>("--batch-wait") { Description = "Milliseconds.", DefaultValueFactory = _ => 0 };
var workers = new Option<int>("--workers") { DefaultValueFactory = _ => new ServerOptions().Workers };
var (size, seconds) = (Size(256), Seconds(10));
var command = new RootCommand("Requests a second of the service, against the codec alone; or, by a verb, how a running service bears what it should not get.")
{
    model, operation, size, clients, seconds, batch, batchWait, workers,
};
command.SetAction((parsed, canceled) => new Throughput(parsed.GetValue(operation)!, parsed.GetValue(size), parsed.GetValue(clients)!, TimeSpan.FromSeconds(parsed.GetValue(seconds)), new ServerOptions
{
    Models = [new("model", parsed.GetValue(model)!)],
    Urls = ["http://127.0.0.1:0"],
    MaxBatch = parsed.GetValue(batch),
    BatchWait = TimeSpan.FromMilliseconds(parsed.GetValue(batchWait)),
    Workers = parsed.GetValue(workers),
    LogFormat = LogFormat.None,
}).RunAsync(canceled));
foreach (var verb in (Command[])[Overload(), Mixed(), Slow(), Connections()])
    command.Add(verb);
return await command.Parse(args).InvokeAsync();

static Command Overload()
{
    var (url, size, seconds) = (Url(), Size(64), Seconds(20));
    var factor = new Option<double>("--factor") { Description = "Times the capacity, which is measured first.", DefaultValueFactory = _ => 5 };
    var command = new Command("overload", "Requests at a multiple of the rate that the service can answer.") { url, size, seconds, factor };
    command.SetAction((parsed, _) => With(parsed.GetValue(url)!, service =>
        new OverloadScenario(service, parsed.GetValue(size), parsed.GetValue(factor), TimeSpan.FromSeconds(parsed.GetValue(seconds))).RunAsync()));
    return command;
}

static Command Mixed()
{
    var (url, seconds) = (Url(), Seconds(600));
    var clients = new Option<int>("--clients") { DefaultValueFactory = _ => 6 };
    var maxBody = new Option<int>("--max-body") { Description = "MiB, as the service was started with.", DefaultValueFactory = _ => (int)(new ServerOptions().MaxBodyBytes >> 20) };
    var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1 };
    var command = new Command("mixed", "Good, bad and aborted requests of several clients.") { url, seconds, clients, maxBody, seed };
    command.SetAction((parsed, _) => With(parsed.GetValue(url)!, service => new MixedScenario(
        service, parsed.GetValue(clients), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(maxBody) << 20, parsed.GetValue(seed)).RunAsync()));
    return command;
}

static Command Slow()
{
    var (url, size, seconds, connections) = (Url(), Size(64), Seconds(40), Number("--connections", 300));
    var command = new Command("slow", "Connections that send a head or a body one byte at a time.") { url, size, seconds, connections };
    command.SetAction((parsed, _) => With(parsed.GetValue(url)!, service =>
        new SlowScenario(service, parsed.GetValue(size), parsed.GetValue(connections), TimeSpan.FromSeconds(parsed.GetValue(seconds))).RunAsync()));
    return command;
}

static Command Connections()
{
    var (url, size, seconds, connections) = (Url(), Size(64), Seconds(10), Number("--connections", 10_000));
    var command = new Command("connections", "Connections on which nothing is sent.") { url, size, seconds, connections };
    command.SetAction((parsed, _) => With(parsed.GetValue(url)!, service =>
        new ConnectionsScenario(service, parsed.GetValue(size), parsed.GetValue(connections), TimeSpan.FromSeconds(parsed.GetValue(seconds))).RunAsync()));
    return command;
}

static async Task<int> With(string url, Func<ServiceUnderTest, Task<int>> run)
{
    using var service = new ServiceUnderTest(url);
    return await run(service);
}

static Option<string> Url() => new("--url") { Description = "Of the running service.", DefaultValueFactory = _ => new ServerOptions().Urls[0] };

static Option<int> Size(int standard) => new("--size") { Description = "The picture's side.", DefaultValueFactory = _ => standard };

static Option<double> Seconds(double standard) => new("--seconds") { Description = "How long; for each number of clients, where there are several.", DefaultValueFactory = _ => standard };

static Option<int> Number(string name, int standard) => new(name) { DefaultValueFactory = _ => standard };
