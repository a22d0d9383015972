#!/bin/sh
# In a container: take secrets from their files, then become one of Liuhen's processes.
set -eu
from_file() { [ -z "$2" ] || export "$1=$(cat "$2")"; }
from_file PGPASSWORD "${PGPASSWORD_FILE:-}"
from_file LIUHEN_MQTT_URL "${LIUHEN_MQTT_URL_FILE:-}"
exec python -m liuhen "$@"
