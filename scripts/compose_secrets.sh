#!/bin/sh
# Makes the secrets of docker-compose.yml once, in deploy/secrets; existing ones are kept.
set -eu
cd "$(dirname "$0")/.."
folder=deploy/secrets
[ ! -e "$folder/mqtt_url" ] || { echo "$folder is complete; delete it to begin again"; exit 0; }
command -v mosquitto_passwd >/dev/null || { echo "mosquitto_passwd is missing: apt-get install mosquitto"; exit 1; }

mkdir -p "$folder" && chmod 700 "$folder"
openssl rand -hex 24 >"$folder/database_password"
mqtt=$(openssl rand -hex 24)
mosquitto_passwd -c -b "$folder/mqtt_passwords" gateway "$mqtt"
echo "mqtt://gateway:$mqtt@mosquitto:1884" >"$folder/mqtt_url"
chmod 644 "$folder"/* # the folder is shut to others here; inside, each container has its own user
echo "made $folder; a terminal's account: mosquitto_passwd -b $folder/mqtt_passwords TERMINAL PASSWORD"
