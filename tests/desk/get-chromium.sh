#!/bin/sh
# A Chromium for the tests in a real browser: Debian's where this may install it, else the one that Playwright fetches.
set -e
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get install -qq -y --no-install-recommends chromium >/dev/null 2>&1 ||
    { apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium >/dev/null; }
else
  .venv/bin/python -m playwright install chromium
fi
