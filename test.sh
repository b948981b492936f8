#!/usr/bin/env bash
# Installs what the tests need (Debian 12), builds, and runs every test. `./test.sh --long` includes the long harnesses.
set -euo pipefail
cd "$(dirname "$0")"

long=no
for argument in "$@"; do
  case $argument in
    --long) long=yes ;;
    *) echo "Unknown argument: $argument (only --long is known)" >&2; exit 2 ;;
  esac
done

have() { command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ]; }

packages=()
have chromium || packages+=(chromium fonts-dejavu-core)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || packages+=(postgresql)
have exim4 || packages+=(exim4-daemon-light)
have openssl || packages+=(openssl)
have runuser || packages+=(util-linux)
have node || packages+=(nodejs)
have npm || packages+=(npm)

if [ ${#packages[@]} -gt 0 ]; then
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if have sudo && sudo -n true 2>/dev/null; then as_root=(sudo -n); else
      echo "The tests need packages that are not installed, and this account may not install them." >&2
      echo "Ask somebody who may to run:  apt-get install --no-install-recommends ${packages[*]}" >&2
      exit 1
    fi
  fi
  if ! have apt-get; then
    echo "Install these (Debian's names), then run this again: ${packages[*]}" >&2
    exit 1
  fi
  # `env` carries the setting through sudo; nothing may ask a question on a machine without a person.
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"
fi

if ! have dotnet; then
  echo "The .NET SDK of global.json (10.0.4xx) is not installed: see https://dotnet.microsoft.com/download/dotnet/10.0" >&2
  exit 1
fi

for folder in VictimSupport.Tests/Fixtures/Smtp VictimSupport.Tests/Fixtures/Naughty; do
  if [ ! -e "$folder/node_modules/.package-lock.json" ] || [ "$folder/package-lock.json" -nt "$folder/node_modules/.package-lock.json" ]; then
    npm ci --prefix "$folder" --no-audit --no-fund
  fi
done

dotnet restore VictimSupport.sln
dotnet build VictimSupport.sln --no-restore -nologo

filter=(--filter-not-trait Category=Long)
[ "$long" = yes ] && filter=()
result=0
dotnet test --solution VictimSupport.sln --no-build "${filter[@]}" || result=$?

# The data's tests a second time, on PostgreSQL; what reads SQLite's files or speaks its words says so and is skipped there.
data=()
for folder in Cases Consents DenyList Intake Matching Outbox Requests Risk RoomCalendars RoomLinks Scheduling Security Security.Keys; do data+=("VictimSupport.Tests.$folder"); done
VICTIMSUPPORT_TEST_DATABASE=Postgres dotnet test --solution VictimSupport.sln --no-build "${filter[@]}" --filter-namespace "${data[@]}" || result=$?
exit "$result"
