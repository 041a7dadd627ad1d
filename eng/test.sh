#!/bin/sh
# Builds everything and runs all tests. The last line is always "N passed, N failed, N skipped"; the exit code is 0 only where the build
# and every test passed. Arguments go to dotnet test: eng/test.sh --filter FullyQualifiedName~Keys
# With --specification, EF Core's own specification tests alone (docs/specification-tests.md), with their package from a registry of the machine. Where it is in the machine's
# package cache already, they run with the others.
# The functional tests start their own DynamoDB Local, which ends with them; with AWS_ENDPOINT_URL_DYNAMODB set they use that endpoint.
set -eu
cd "$(dirname "$0")/.."
. eng/common.sh

specification=false
if [ "${1:-}" = --specification ]; then
  specification=true
  shift
fi

results=artifacts/test-results
rm -rf "$results"

report() {
  status=$?
  trap - EXIT
  # The run leaves one trx file with one <Counters total= executed= passed= failed= error= timeout= aborted= ... />.
  find "$results" -name '*.trx' -exec cat {} + 2>/dev/null | tr '<' '\n' | awk -v status="$status" '
    function count(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : 0 }
    /^Counters / {
      passed += count("passed")
      failed += count("failed") + count("error") + count("timeout") + count("aborted")
      skipped += count("total") - count("executed")
    }
    END {
      printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
      exit status != 0 ? status : failed > 0 || passed == 0 ? 1 : 0
    }'
  exit $?
}
trap report EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

need_dotnet
if $specification; then
  build EFCore.DynamoDb.sln -p:SpecificationTests=true || fail "the build failed"
else
  build EFCore.DynamoDb.sln || fail "the build failed"
fi
need_dynamodb_local

assemblies=
if $specification; then
  assemblies=test/EFCore.DynamoDb.FunctionalTests/bin/Release/net10.0/EFCore.DynamoDb.FunctionalTests.dll
  set -- --filter "FullyQualifiedName~.Specification." "$@"
else
  for project in test/*/; do
    name=$(basename "$project")
    assemblies="$assemblies ${project}bin/Release/net10.0/$name.dll"
  done
fi

# shellcheck disable=SC2086 # a list
dotnet test $assemblies --nologo --logger trx --logger "console;verbosity=minimal" --results-directory "$results" \
  --blame-hang-timeout 5min --blame-hang-dump-type none "$@" -- RunConfiguration.MaxCpuCount=0
