"""Terminal protocols, one file each; a new one is a file and a line here."""

from devices.driver import Protocol
from devices.protocols import adms, mqtt_attend, mqtt_face, mqtt_huaan, mqtt_site, zk

PROTOCOLS: tuple[Protocol, ...] = (
    zk.PROTOCOL,
    adms.PROTOCOL,
    mqtt_face.PROTOCOL,
    mqtt_attend.PROTOCOL,
    mqtt_huaan.PROTOCOL,
    mqtt_site.PROTOCOL,
)
