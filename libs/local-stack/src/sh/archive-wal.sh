#!/bin/sh
# archive_command: asks the process that owns the spool to store a WAL file, and succeeds only when that says it is stored.
#
#   archive-wal.sh SPOOL %p %f
#
# Nothing is copied: PostgreSQL keeps the file until this succeeds, and asks again if it does not.
spool=$1 path=$2 name=$3
stored=$spool/$name.stored refused=$spool/$name.refused

rm -f "$stored" "$refused"
printf '%s\n' "$PWD/$path" > "$spool/$name.part" && mv "$spool/$name.part" "$spool/$name.asked" || exit 1

tries=3000
while [ "$tries" -gt 0 ]; do
  if [ -e "$stored" ]; then
    rm -f "$stored"
    exit 0
  fi
  if [ -e "$refused" ]; then
    cat "$refused" >&2
    rm -f "$refused"
    exit 1
  fi
  sleep 0.02
  tries=$((tries - 1))
done
echo "$name: nobody answered within a minute" >&2
exit 1
