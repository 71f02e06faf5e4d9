#!/bin/sh
# Takes a network of namespaces away once the process that owns it is gone.
#
#   network-guard.sh ID    standard input: nothing; its end is the owner's
trap '' HUP INT TERM
id=$1
cat > /dev/null
ip link del "${id}h" 2> /dev/null
for file in /var/run/netns/"$id"-*; do
  [ ! -e "$file" ] || ip netns del "${file##*/}"
done
