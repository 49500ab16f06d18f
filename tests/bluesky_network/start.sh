#!/bin/sh
# Runs a real Bluesky network on this machine until it is told to stop (TERM or Ctrl-C).
#
#   sh tests/bluesky_network/start.sh [FOLDER] [PORT]
#
# FOLDER keeps the downloaded packages between runs (362 MB); PORT is the account server's, the next ones are used
# too. Needs Node 20 with npm, a C++ compiler (better-sqlite3 is compiled), PostgreSQL and Redis. Nothing survives
# the run. The servers listen on every interface of the machine: the library leaves no choice.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/samimi/bluesky-network}
port=${2:-24583}
postgres_port=$((port + 10))
redis_port=$((port + 11))

mkdir -p "$folder"
cd "$folder"
if ! cmp -s "$here/package.json" package.json || [ ! -d node_modules/@atproto/dev-env ]; then
  cp "$here/package.json" package.json
  npm install --no-audit --no-fund >npm.log 2>&1 || { tail -20 npm.log; exit 1; }
fi

# PostgreSQL refuses to run as root: there it runs as the user its package made.
as_postgres() { if [ "$(id -u)" = 0 ]; then su postgres -s /bin/sh -c "$1"; else sh -c "$1"; fi; }
programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -1)
PATH="$PATH:$programs"
run=$(mktemp -d)
chmod 755 "$run"
if [ "$(id -u)" = 0 ]; then chown postgres "$run"; fi

stop() {
  trap - EXIT INT TERM
  kill $node $redis 2>/dev/null || true
  as_postgres "PATH='$PATH' pg_ctl -D $run/data -m immediate stop" >/dev/null 2>&1 || true
  wait || true
  rm -rf "$run"
}
node='' redis=''
trap stop EXIT
trap 'stop; exit 0' INT TERM

as_postgres "PATH='$PATH' initdb -D $run/data -A trust -U samimi" >"$run/initdb.log" 2>&1 || { cat "$run/initdb.log"; exit 1; }
options="-p $postgres_port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
as_postgres "PATH='$PATH' pg_ctl -D $run/data -w -l $run/postgres.log -o '$options' start" >/dev/null
redis-server --port $redis_port --bind 127.0.0.1 --save '' --appendonly no >"$folder/redis.log" 2>&1 &
redis=$!

DB_POSTGRES_URL=postgres://samimi@127.0.0.1:$postgres_port/postgres DB_POSTGRES_SCHEMA=samimi \
  REDIS_HOST=127.0.0.1:$redis_port node "$here/network.mjs" "$port" 2>&1 &
node=$!
wait $node
