using System.Globalization;
using LiteVae.Server.Content;
using LiteVae.Server.Errors;
using LiteVae.Server.Queue;
using Microsoft.OpenApi;

namespace LiteVae.Server.Endpoints;

/// <summary>The OpenAPI document: what the handlers' parameters do not tell of bodies, answers and errors.</summary>
internal static class ApiDescription
{
    public static void AddTo(IServiceCollection services) => services.AddOpenApi("v1", api =>
    {
        api.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "LiteVAE", Version = "v1", Description = "Images to the latents of an autoencoder, and back." };
            document.Servers = [];
            return Task.CompletedTask;
        });
        api.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            if (metadata.OfType<Transfer>().FirstOrDefault() is { } transfer)
                Describe(operation, transfer);
            return Task.CompletedTask;
        });
    });

    private static void Describe(OpenApiOperation operation, Transfer transfer)
    {
        operation.RequestBody = new OpenApiRequestBody { Required = !transfer.Reads.Contains(MediaTypes.Json), Content = Content(transfer.Reads) };
        operation.Responses = new OpenApiResponses { ["200"] = new OpenApiResponse { Description = "Done.", Content = Content(transfer.Writes) } };
        foreach (var status in Problem.All.GroupBy(p => p.Status))
        {
            operation.Responses[status.Key.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = string.Join(" ", status.Select(p => $"{p.Code}: {p.Title}")),
                Content = Content(["application/problem+json"]),
            };
        }
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = AdmissionMiddleware.DeadlineHeader,
            In = ParameterLocation.Header,
            Description = "Seconds after which the work is given up.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Number },
        });
    }

    private static Dictionary<string, OpenApiMediaType> Content(IEnumerable<string> types) => types.ToDictionary(type => type, type => new OpenApiMediaType
    {
        Schema = type.Contains("json", StringComparison.Ordinal)
            ? new OpenApiSchema { Type = JsonSchemaType.Object }
            : new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
    });
}
