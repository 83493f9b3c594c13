"""The dates that python-dateutil gives for recurrence rules: a JSON list of [rule, first, last day] in the file named,
a JSON list of lists of starts on the standard output."""

import json
import sys
from datetime import datetime, time
from itertools import takewhile

from dateutil.rrule import rrulestr


def starts(rule, first, last_day):
    first = datetime.fromisoformat(first)
    end = datetime.combine(datetime.fromisoformat(last_day), time.max)
    return [start.isoformat() for start in takewhile(lambda start: start <= end, rrulestr(rule, dtstart=first))]


with open(sys.argv[1], encoding="utf-8") as cases:
    print(json.dumps([starts(*case) for case in json.load(cases)]))
