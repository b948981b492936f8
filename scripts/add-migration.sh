#!/usr/bin/env bash
# Adds a migration to the data's database for all three providers: scripts/add-migration.sh NAME
# Before the first release only: scripts/add-migration.sh --remake removes all migrations and makes "Initial" anew.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -eq 1 ] || { echo "usage: scripts/add-migration.sh NAME | --remake" >&2; exit 2; }
name=$1
contexts=(AppDb:Sqlite AppDb:SqlServer AppDb:Postgres KeyDb:Sqlite KeyDb:SqlServer KeyDb:Postgres)
folder() { case $1 in AppDb) echo "Data/Migrations/$2";; KeyDb) echo "Security/Keys/Migrations/$2";; esac; }
context() { case $1 in AppDb) echo "$2Migrations";; KeyDb) echo "$2KeyMigrations";; esac; }
if [ "$name" = --remake ]; then
  name=Initial
  for entry in "${contexts[@]}"; do rm -rf "VictimSupport.Core/$(folder "${entry%%:*}" "${entry##*:}")"; done
fi
dotnet tool restore >/dev/null
dotnet build VictimSupport.Core
for entry in "${contexts[@]}"; do
  database=${entry%%:*} provider=${entry##*:}
  grep -rqs "class $(context "$database" "$provider")\b" VictimSupport.Core --include=*.cs || continue
  if dotnet ef migrations has-pending-model-changes --no-build --project VictimSupport.Core --startup-project VictimSupport.Core --context "$(context "$database" "$provider")" >/dev/null; then
    echo "$database on $provider: no change"
    continue
  fi
  dotnet ef migrations add "$name" --no-build --project VictimSupport.Core --startup-project VictimSupport.Core \
    --context "$(context "$database" "$provider")" --output-dir "$(folder "$database" "$provider")"
done
