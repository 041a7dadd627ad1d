#!/bin/sh
# Writes the table of docs/specification-tests.md from the results of eng/test.sh --specification: cases and passes of each class, and what the others say.
# eng/specification-report.sh [results.trx]
set -eu
cd "$(dirname "$0")/.."

trx=${1:-$(find artifacts/test-results -name '*.trx' | head -n 1)}
[ -f "$trx" ] || { echo "$0: run eng/test.sh --specification first" >&2; exit 1; }

document=docs/specification-tests.md
begin='<!-- Written by eng/specification-report.sh -->'
head=$(sed "\\|^$begin\$|,\$d" "$document")
{
  printf '%s\n\n%s\n\n' "$head" "$begin"
  tr '\n' ' ' <"$trx" | sed 's/<UnitTestResult /\n&/g' | awk '
    function attribute(name) { return match($0, " " name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : "" }
    /^<UnitTestResult / {
      test = attribute("testName"); sub(/\(.*/, "", test)
      class = test; sub(/\.[^.]*$/, "", class); sub(/.*[.+]/, "", class); sub(/^.*\./, "", test)
      sub(/DynamoDbTest/, "", class)
      cases[class]++; total++
      if (attribute("outcome") == "Passed") { passed[class]++; all++; next }
      message = match($0, /<Message>[^<]*/) ? substr($0, RSTART + 9, RLENGTH - 9) : attribute("outcome")
      gsub(/&#xD;|&#xA;|[ \t\r]+/, " ", message); gsub(/&lt;|&gt;|&amp;|&quot;|\|/, "", message)
      message = substr(message, 1, 150)
      if (!((class, test) in reason)) { reason[class, test] = message; failed[class] = failed[class] (failed[class] == "" ? "" : "\n") test }
    }
    END {
      printf "%d cases, %d pass.\n\n| Class | Cases | Pass |\n|---|---|---|\n", total, all
      n = 0
      for (class in cases) names[++n] = class
      for (i = 2; i <= n; i++) { name = names[i]; for (j = i - 1; j > 0 && names[j] > name; j--) names[j + 1] = names[j]; names[j + 1] = name }
      for (i = 1; i <= n; i++) printf "| %s | %d | %d |\n", names[i], cases[names[i]], passed[names[i]]
      print "\n## What does not pass"
      for (i = 1; i <= n; i++) {
        if (failed[names[i]] == "") continue
        printf "\n%s\n\n", names[i]
        count = split(failed[names[i]], tests, "\n")
        for (j = 1; j <= count; j++) printf "- `%s`: %s\n", tests[j], reason[names[i], tests[j]]
      }
    }'
} >"$document.new"
mv "$document.new" "$document"
