#!/bin/sh
# Writes the figures of docs/specification-tests.md from the results of eng/test.sh --specification: the cases of each class, how many pass by running EF Core's base test,
# how many by an override of ours, with the reason that stands above it, and what the others say.
# eng/specification-report.sh [results.trx ...]
set -eu
cd "$(dirname "$0")/.."

[ $# -gt 0 ] || set -- $(find artifacts/test-results -name '*.trx')
[ -f "${1:-}" ] || { echo "$0: run eng/test.sh --specification first" >&2; exit 1; }

# Families which the first measure leaves out.
later='^(NorthwindEFPropertyInclude|NorthwindFunctions|NorthwindGroupBy|NorthwindInclude|NorthwindIncludeNoTracking|NorthwindJoin|NorthwindKeylessEntities|NorthwindNavigations|NorthwindQueryTagging|NorthwindSetOperations|NorthwindStringInclude|NorthwindDbFunctions)Query$|^Navigations|^ManyToMany|^CompositeKeysQuery$|^IncludeOneToOne$|^NullKeys$|^InheritanceRelationships|BulkUpdate$|^NorthwindRequests|^Unplanned'

document=docs/specification-tests.md
begin='<!-- Written by eng/specification-report.sh -->'
head=$(sed "\\|^$begin\$|,\$d" "$document")
overrides=$(mktemp)
trap 'rm -f "$overrides"' EXIT

# class, test, reason
awk '
  /class [A-Za-z]*DynamoDbTest/ { class = $0; sub(/.*class /, "", class); sub(/DynamoDbTest.*/, "", class); reason = ""; commented = 0 }
  /^ *\/\/\/? / {
    line = $0; sub(/^ *\/\/\/? ?/, "", line); gsub(/<[^>]*>/, "", line)
    reason = commented ? reason " " line : line
    commented = 1
    next
  }
  { commented = 0 }
  /public override (async )?(Task|void) / {
    test = $0; sub(/.*(Task|void) /, "", test); sub(/[(<].*/, "", test)
    print class "\t" test "\t" reason
  }' test/EFCore.DynamoDb.FunctionalTests/Specification/*.cs >"$overrides"

{
  printf '%s\n\n%s\n\n' "$head" "$begin"
  cat "$@" | tr '\n' ' ' | sed 's/<UnitTestResult /\n&/g' | awk -v overrides="$overrides" -v later="$later" '
    function attribute(name) { return match($0, " " name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : "" }
    BEGIN {
      while ((getline line < overrides) > 0) { split(line, part, "\t"); why[part[1], part[2]] = part[3] == "" ? "-" : part[3] }
    }
    /^<UnitTestResult / {
      test = attribute("testName"); sub(/\(.*/, "", test)
      class = test; sub(/\.[^.]*$/, "", class); sub(/.*[.+]/, "", class); sub(/^.*\./, "", test)
      sub(/DynamoDbTest/, "", class)
      cases[class]++
      if (attribute("outcome") == "Passed") {
        if ((class, test) in why) { own[class]++; if (!((class, test) in listed)) { listed[class, test] = 1; mine[class] = mine[class] (mine[class] == "" ? "" : "\n") test } }
        else passed[class]++
        next
      }
      message = match($0, /<Message>[^<]*/) ? substr($0, RSTART + 9, RLENGTH - 9) : attribute("outcome")
      gsub(/&#xD;|&#xA;|[ \t\r]+/, " ", message); gsub(/&lt;|&gt;|&amp;|&quot;|\|/, "", message)
      message = substr(message, 1, 150)
      if (attribute("outcome") != "Failed") { skipped[class]++; if (!((class, test) in reason)) { reason[class, test] = message; left[class] = left[class] (left[class] == "" ? "" : "\n") test }; next }
      failed[class]++
      if (!((class, test) in reason)) { reason[class, test] = message; broken[class] = broken[class] (broken[class] == "" ? "" : "\n") test }
    }
    function row(class) {
      printf "| %s | %d | %d | %d | %d | %d |\n", class, cases[class], passed[class], own[class], skipped[class], failed[class]
      sum[1] += cases[class]; sum[2] += passed[class]; sum[3] += own[class]; sum[4] += skipped[class]; sum[5] += failed[class]
    }
    function table(title, wanted) {
      printf "\n%s\n\n| Class | Cases | Base passes | Override passes | Skipped by EF Core | Fail |\n|---|---|---|---|---|---|\n", title
      sum[1] = sum[2] = sum[3] = sum[4] = sum[5] = 0
      for (i = 1; i <= n; i++) if ((names[i] ~ later) != wanted) row(names[i])
      printf "| **All** | %d | %d | %d | %d | %d |\n", sum[1], sum[2], sum[3], sum[4], sum[5]
    }
    function list(title, tests, texts, i, j, count, parts, first) {
      first = 1
      for (i = 1; i <= n; i++) {
        if (tests[names[i]] == "") continue
        if (first) { printf "\n%s\n", title; first = 0 }
        printf "\n%s\n\n", names[i]
        count = split(tests[names[i]], parts, "\n")
        for (j = 1; j <= count; j++) printf "- `%s`: %s\n", parts[j], texts[names[i], parts[j]]
      }
    }
    END {
      for (class in cases) names[++n] = class
      for (i = 2; i <= n; i++) { name = names[i]; for (j = i - 1; j > 0 && names[j] > name; j--) names[j + 1] = names[j]; names[j + 1] = name }
      table("## The first measure", 1)
      table("## Other families", 0)
      list("## Cases with an answer of their own", mine, why)
      list("## Cases that EF Core itself skips", left, reason)
      list("## Cases that fail", broken, reason)
    }'
} >"$document.new"
mv "$document.new" "$document"
