#!/bin/sh
# PostgreSQL's programs for the tests of the store on a server: what is there, else Debian's where this may install it.
set -e
if command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get install -qq -y --no-install-recommends postgresql >/dev/null 2>&1 ||
    { apt-get update -qq && apt-get install -qq -y --no-install-recommends postgresql >/dev/null; }
else
  echo "no PostgreSQL here (initdb): install it, or the tests of the store on a server are skipped" >&2
  exit 1
fi
