"""From contract to retirement: dates and periods that the law sets."""
