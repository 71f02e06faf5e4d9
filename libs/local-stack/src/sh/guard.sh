#!/bin/sh
# Ends the servers of a directory and removes it, once the process that owns it is gone.
#
#   guard.sh DIRECTORY    standard input: process ids of what was started for it, one a line; the owner's end is its end
#
# Only processes that work inside of the directory are ended: an id that has passed to another process harms nobody.
trap '' HUP INT TERM
directory=$1
pids=
while read -r pid; do pids="$pids $pid"; done
[ -d "$directory" ] || exit 0

for file in "$directory"/*/postmaster.pid; do
  [ ! -e "$file" ] || pids="$pids $(head -n 1 "$file")"
done

works_inside() {
  case $(readlink "/proc/$1/cwd" 2> /dev/null || ps -o args= -p "$1" 2> /dev/null) in
    *"$directory"*) return 0 ;;
    *) return 1 ;;
  esac
}

# signal_all NAME: whether there was anything left to signal
signal_all() {
  some=1
  for pid in $pids; do
    if works_inside "$pid" && kill -s "$1" "$pid" 2> /dev/null; then some=0; fi
  done
  return "$some"
}

# A server that was stopped hears nothing, and each of its processes is in a group of its own.
for pid in $pids; do
  works_inside "$pid" || continue
  kill -s CONT "$pid" $(ps -A -o pid= -o ppid= 2> /dev/null | awk -v parent="$pid" '$2 == parent { print $1 }') 2> /dev/null
done

# PostgreSQL takes QUIT for an immediate shutdown: it ends its children and gives its shared memory back, which KILL does not let it do.
signal_all QUIT
tries=100
while [ "$tries" -gt 0 ] && signal_all 0; do
  sleep 0.1
  tries=$((tries - 1))
done
signal_all KILL

tries=20
until rm -rf "$directory" 2> /dev/null || [ "$tries" -eq 0 ]; do
  sleep 0.1
  tries=$((tries - 1))
done
