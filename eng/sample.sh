#!/bin/sh
# Builds the sample and runs it against a DynamoDB Local that is started for it and stopped after it.
# With AWS_ENDPOINT_URL_DYNAMODB set it runs against that endpoint instead.
set -eu
cd "$(dirname "$0")/.."
. eng/common.sh

need_dotnet
build eng/sample.slnf || fail "the build failed"
need_dynamodb_local
# The server ends with LocalRunner, however that ends (src/EFCore.DynamoDb.Testing/DynamoDbLocalServer.xml says how).
local_runner run dotnet samples/GettingStarted/bin/Release/net10.0/GettingStarted.dll "$@"
