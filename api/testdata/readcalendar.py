# Reads a calendar from standard input with Debian's icalendar, and writes each event as a line of JSON.
import json, sys
from icalendar import Calendar

content = sys.stdin.buffer.read()
cal = Calendar.from_ical(content)


def text(event, name):
    value = event.get(name)
    return '' if value is None else str(value)


def moment(event, name):
    value = event.get(name)
    return '' if value is None else value.dt.isoformat()


lines = content.split(b'\r\n')
print(json.dumps({
    'Name': text(cal, 'X-WR-CALNAME'), 'Method': text(cal, 'METHOD'), 'Refresh': text(cal, 'REFRESH-INTERVAL'),
    'Longest': max(map(len, lines)), 'Bare': content.replace(b'\r\n', b'').count(b'\n'), 'Errors': len(cal.errors),
    'Events': [{
        'UID': text(e, 'UID'), 'Title': text(e, 'SUMMARY'), 'Says': text(e, 'DESCRIPTION'), 'Place': text(e, 'LOCATION'), 'URL': text(e, 'URL'),
        'Status': text(e, 'STATUS'), 'Transparency': text(e, 'TRANSP'), 'Sequence': int(e.get('SEQUENCE')),
        'Start': moment(e, 'DTSTART'), 'End': moment(e, 'DTEND'), 'Stamp': moment(e, 'DTSTAMP'), 'Modified': moment(e, 'LAST-MODIFIED'), 'Errors': len(e.errors),
    } for e in cal.walk('VEVENT')],
}))
