"""What icalendar reads in calendar files: the folder and a JSON list of files in it are named, one line of JSON for each
event goes to the standard output."""

import json
import sys
from datetime import datetime, timezone
from pathlib import Path

from icalendar import Calendar


def moment(event, name):
    """A date, or civil time with its zone and its instant."""
    if name not in event:
        return None
    value = event[name].dt
    if not isinstance(value, datetime):
        return value.isoformat()
    zone = event[name].params.get("TZID", "UTC")
    instant = value.astimezone(timezone.utc)
    return f"{value.replace(tzinfo=None).isoformat()} {zone} {instant.strftime('%Y-%m-%dT%H:%M:%SZ')}"


def text(event, name):
    return str(event[name]) if name in event else None


def told(file, event):
    return {
        "file": file,
        "uid": text(event, "UID"),
        "stamp": event["DTSTAMP"].dt.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "start": moment(event, "DTSTART"),
        "end": moment(event, "DTEND"),
        "summary": text(event, "SUMMARY"),
        "status": text(event, "STATUS"),
        "sequence": int(event["SEQUENCE"]),
        "location": text(event, "LOCATION"),
        "description": text(event, "DESCRIPTION"),
        "categories": [str(category) for category in event["CATEGORIES"].cats],
        "url": text(event, "URL"),
    }


folder = Path(sys.argv[1])
for file in json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")):
    calendar = Calendar.from_ical((folder / file).read_bytes())
    zones = [text(zone, "TZID") for zone in calendar.walk("VTIMEZONE")]
    print(json.dumps({"file": file, "description": text(calendar, "DESCRIPTION"), "zones": zones}))
    for event in calendar.walk("VEVENT"):
        if event.errors:
            raise ValueError(f"{file}: {event.errors}")
        print(json.dumps(told(file, event)))
