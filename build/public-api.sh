#!/bin/sh
# Writes PublicAPI.Shipped.txt of both packages anew, from what is public in the source, and empties PublicAPI.Unshipped.txt.
# The diff of these files is the change of the public interface: look at it before it is committed.
set -eu
cd "$(dirname "$0")/.."
for project in LiteVae.Codec LiteVae; do
    shipped=src/$project/PublicAPI.Shipped.txt
    unshipped=src/$project/PublicAPI.Unshipped.txt
    echo '#nullable enable' > "$shipped"
    echo '#nullable enable' > "$unshipped"
    # The code fix lists every public member that neither file has.
    dotnet format analyzers "src/$project/$project.csproj" --diagnostics RS0016 --severity error
    mv "$unshipped" "$shipped"
    echo '#nullable enable' > "$unshipped"
done
