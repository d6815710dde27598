"""Tasks for calendars and spreadsheets, read back by programs that are not ours (icalendar, openpyxl). Usage: see house.py"""

import csv
import datetime
import io
import os
import resource
import shutil
import signal
import subprocess
import sys
import zipfile
from zoneinfo import ZoneInfo

import dateutil.rrule
import dateutil.tz
import icalendar
import openpyxl

from house import ADMIN, at, command, good, path, records, refused, run, store, tap

UTC = datetime.timezone.utc
KYIV = "Europe/Kyiv"
NOW = datetime.datetime(2026, 7, 1, 7, tzinfo=UTC)  # house.NOW
EXPORT = ("export", "tasks", "--enterprise", 1)
HEAD = ["№", "Subject", "Due", "Due time", "Task type", "Status", "Priority", "Assignee", "Client", "Description", "Snoozed until",
        "Repeats", "Created by", "Created", "Changed", "Closed since"]
ODD = "Ціна, грн; \"до\" \\ 50% — 😀 =1"
LINES = "перший; рядок,\nдругий \\ рядок\n\n=останній 👩‍👩‍👧"
LONG = ("Довга тема, " * 17)[:200]
CLOSED = datetime.datetime(2026, 6, 30, 12, 5, 9, tzinfo=UTC)

good("demo")


# --- what stands in the base ------------------------------------------------------------------------

def microseconds(instant):
    return round(instant.timestamp()) * 1_000_000


def literal(value):
    return "NULL" if value is None else str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def of_code(kind, code):
    return f"(SELECT id FROM task_{kind} WHERE enterprise_id = 1 AND code = '{code}')"


def insert(subject, due, minute=None, zone=KYIV, kind="call", status="new", priority="normal", closed=None, **more):
    """A statement that makes a task; its rules are core's, which has no part in this."""
    day = datetime.date.fromisoformat(due)
    after = datetime.datetime.combine(day, datetime.time(), ZoneInfo(zone))
    after += datetime.timedelta(days=1) if minute is None else datetime.timedelta(minutes=minute)
    values = {"enterprise_id": 1, "subject": subject, "due_on": due, "due_minute": minute, "due_at": microseconds(after),
              "assignee_id": 1, "created_by": 1, "created_at": microseconds(NOW), "updated_at": microseconds(NOW),
              "closed_at": closed and microseconds(closed), **more}
    columns = ", ".join([*values, "type_id", "status_id", "priority_id", "sort_key"])
    codes = [of_code("type", kind), of_code("status", status), of_code("priority", priority), "(SELECT sort_key FROM task WHERE id = 1)"]
    return f"INSERT INTO task ({columns}) VALUES ({', '.join([*map(literal, values.values()), *codes])})"


def hold(*tasks, base="demo.db", zone=KYIV):
    """The base has these tasks alone, and the enterprise that zone."""
    store.tell(at(base), ";".join([f"UPDATE enterprise SET zone = '{zone}' WHERE id = 1",
                                   "UPDATE task SET archived_at = 1 WHERE archived_at IS NULL", *tasks]))


# --- what comes out ---------------------------------------------------------------------------------

def unfolded(text):
    """Lines as RFC 5545 has them (3.1), put together."""
    tap.true(text.endswith("\r\n") and text.count("\n") == text.count("\r\n") == text.count("\r"), "every line ends with CRLF")
    for line in text.encode().split(b"\r\n"):
        tap.true(len(line) <= 75, f"{len(line)} octets: {line}")
        line.decode()
    return text.replace("\r\n ", "").splitlines()


def printed(*words, base="demo.db", language="en"):
    """To the byte: house.run takes CRLF for the end of a line."""
    done = subprocess.run(command(ADMIN, base, *EXPORT, *words, language=language), capture_output=True, check=False)
    tap.equal((done.returncode, done.stderr.decode()), (0, ""), f"{words}")
    return done.stdout.decode()


def calendar(*words, **more):
    text = printed("--format", "ics", *words, **more)
    unfolded(text)
    return icalendar.Calendar.from_ical(text)


def todos(*words, **more):
    return calendar(*words, **more).walk("VTODO")


def todo(*words, **more):
    found = todos(*words, **more)
    tap.equal(len(found), 1, "one task")
    return found[0]


def subjects(*words, **more):
    return [str(found["SUMMARY"]) for found in todos(*words, **more)]


def table(*words, **more):
    text = printed(*words, **more)
    tap.true(text.startswith("\ufeff"), "Excel knows UTF-8 by its mark")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def book(*words, **more):
    good(*EXPORT, "--format", "xlsx", "--output", path("tasks.xlsx"), *words, **more)
    return openpyxl.load_workbook(path("tasks.xlsx")).active


# --- the demo ---------------------------------------------------------------------------------------

def test_demo():
    """As many in each format, each of them what the base has."""
    rows = store.ask(at("demo.db"), "SELECT id, subject, due_on FROM task WHERE archived_at IS NULL ORDER BY id")
    tap.equal(len(rows), 60)
    found = todos()
    tap.equal([str(one["SUMMARY"]) for one in found], [subject for _, subject, _ in rows])
    tap.equal(sum("CONTACT" in one for one in found), store.ask(at("demo.db"), "SELECT count(client_id) FROM task")[0][0])
    lines = table()
    tap.equal(lines[0], HEAD)
    tap.equal([(int(line[0]), line[1], line[2]) for line in lines[1:]], rows)
    sheet = list(book().values)
    tap.equal(list(sheet[0]), HEAD)
    tap.equal([(row[0], row[1], row[2].date().isoformat()) for row in sheet[1:]], rows)
    tap.equal([[cell or "" for cell in row[3:10]] for row in sheet[1:]], [line[3:10] for line in lines[1:]])


def test_the_same_each_time():
    """A calendar knows a task again."""
    tap.equal(printed("--format", "ics"), printed("--format", "ics"))
    names = [str(one["UID"]) for one in todos()]
    tap.equal(len(set(names)), 60)
    good("demo", base="other.db")
    tap.true(not set(names) & {str(one["UID"]) for one in todos(base="other.db")}, "another base has other tasks")


def test_languages():
    for language, label, status in ("ru", "Срок выполнения", "Новая"), ("uk", "Термін виконання", "Нове"):
        lines = table(language=language)
        tap.true(label in lines[0] and status in [line[5] for line in lines], lines[:3])


# --- a task -----------------------------------------------------------------------------------------

def test_every_field():
    hold(insert(ODD, "2026-07-05", 14 * 60 + 30, kind="meet", status="review", priority="urgent", description=LINES, client_id=1,
                snoozed_until="2026-07-03", version=4, updated_at=microseconds(NOW) + 5_000_000))
    client, = store.ask(at("demo.db"), "SELECT trim(surname || ' ' || first_name) FROM client WHERE id = 1")[0]
    number, = store.ask(at("demo.db"), "SELECT max(id) FROM task")[0]
    whole = calendar("--ssh", "crm@host.example", "--base-url", "https://crm.example/x")
    tap.equal((str(whole["VERSION"]), str(whole["NAME"]), str(whole["X-WR-CALNAME"])), ("2.0", "Демо", "Демо"))
    one, = whole.walk("VTODO")
    tap.equal({name: str(one[name]) for name in ("SUMMARY", "DESCRIPTION", "STATUS", "CONTACT", "COMMENT", "URL")},
              {"SUMMARY": ODD, "DESCRIPTION": LINES, "STATUS": "IN-PROCESS", "CONTACT": client,
               "COMMENT": f"ssh -t crm@host.example task {number}", "URL": f"https://crm.example/x/open/task/{number}"})
    tap.equal([str(name) for part in one["CATEGORIES"] for name in part.cats], ["Meet", "Коваленко Олена"])
    tap.equal((int(one["PRIORITY"]), int(one["SEQUENCE"])), (2, 3))
    later = NOW + datetime.timedelta(seconds=5)
    tap.equal([one[name].dt for name in ("DUE", "CREATED", "LAST-MODIFIED", "DTSTAMP")],
              [datetime.datetime(2026, 7, 5, 11, 30, tzinfo=UTC), NOW, later, later])
    tap.true(not {"COMPLETED", "RRULE", "ATTENDEE", "DTSTART"} & set(one), list(one))
    expected = [str(number), ODD, "2026-07-05", "14:30", "Meet", "Under review", "Urgent", "Коваленко Олена", client, LINES, "2026-07-03",
                "", "Коваленко Олена", "2026-07-01 10:00", "2026-07-01 10:00", ""]
    tap.equal(table()[1:], [expected])
    day, hour = datetime.datetime(2026, 7, 5), datetime.datetime(2026, 7, 1, 10)
    row = [cell.value for cell in book()[2]]
    tap.equal(row, [number, *expected[1:2], day, *expected[3:10], datetime.datetime(2026, 7, 3), None, expected[12], hour, hour, None])


def test_no_address():
    """Without an address that browsers open there is no link, and the command is that of this machine."""
    hold(insert("a", "2026-07-05"))
    for words in (), ("--base-url", "javascript:alert(1)"), ("--base-url", ""):
        one = todo(*words)
        tap.true("URL" not in one and str(one["COMMENT"]).startswith("ukrcrm task "), one)


def test_little():
    """What is not there is left out."""
    hold(insert("a", "2026-07-05", assignee_id=None, created_by=None))
    one = todo()
    tap.true(not {"DESCRIPTION", "CONTACT"} & set(one), list(one))
    tap.equal([str(name) for name in one["CATEGORIES"].cats], ["Call"])
    tap.equal(table()[1][7:13], [""] * 6)


def test_escaped():
    """As the standard has it (3.3.11); the parser takes a backslash before an n for the end of a line."""
    hold(insert("a\\n;b,c:\"d\" 'e'", "2026-07-05", description="a\nb\\,"))
    lines = unfolded(printed("--format", "ics"))
    for line in "SUMMARY:a\\\\n\\;b\\,c:\"d\" 'e'", "DESCRIPTION:a\\nb\\\\\\,":
        tap.true(line in lines, f"{line}: {lines[-15:]}")


def test_long():
    hold(insert(LONG, "2026-07-05", description=LONG * 100), insert("😀" * 255, "2026-07-05"))
    found = todos()
    tap.equal([str(one["SUMMARY"]) for one in found], [LONG, "😀" * 255])
    tap.equal(str(found[0]["DESCRIPTION"]), LONG * 100)
    tap.equal([line[9] for line in table()[1:]], [LONG * 100, ""])


def test_state():
    """Closed is what the status says, and when."""
    cases = [("new", None, "NEEDS-ACTION"), ("active", None, "IN-PROCESS"), ("solved", None, "IN-PROCESS"),
             ("closed", CLOSED, "COMPLETED"), ("cancelled", CLOSED, "CANCELLED")]
    hold(*[insert("a", "2026-07-05", status=status, closed=closed) for status, closed, _ in cases])
    for one, (status, _, said) in zip(todos(), cases, strict=True):
        tap.equal(str(one["STATUS"]), said, status)
        tap.equal("COMPLETED" in one and one["COMPLETED"].dt, said == "COMPLETED" and CLOSED, status)
        tap.equal("PERCENT-COMPLETE" in one and int(one["PERCENT-COMPLETE"]), 100 if said == "COMPLETED" else False, status)
    tap.equal([line[15] for line in table()[1:]], ["", "", "", "2026-06-30 15:05", "2026-06-30 15:05"])


def test_priorities():
    """By their order, which is the enterprise's."""
    codes = ["low", "normal", "high", "urgent", "immediate"]
    hold(*[insert(code, "2026-07-05", priority=code) for code in codes])
    tap.equal([int(one["PRIORITY"]) for one in todos()], [9, 5, 3, 2, 1])
    store.tell(at("demo.db"), "INSERT INTO task_priority (enterprise_id, name, position) VALUES (1, 'Вчора', 99), (1, 'Ніколи', -1);"
                              "UPDATE task SET priority_id = (SELECT id FROM task_priority WHERE name = 'Вчора') WHERE subject = 'low';"
                              "UPDATE task SET priority_id = (SELECT id FROM task_priority WHERE name = 'Ніколи') WHERE subject = 'high'")
    tap.equal([int(one["PRIORITY"]) for one in todos()], [1, 5, 9, 3, 2])
    tap.equal([line[6] for line in table()[1:]], ["Вчора", "Normal", "Ніколи", "Urgent", "Immediate"])
    store.tell(at("demo.db"), f"UPDATE task SET priority_id = {of_code('priority', 'normal')} WHERE archived_at IS NULL;"
                              "UPDATE task SET archived_at = 1; DELETE FROM task_priority WHERE code IS NULL")


# --- when it is due ---------------------------------------------------------------------------------

def test_due():
    for zone, minute, due in [(KYIV, 0, datetime.datetime(2026, 7, 4, 21, tzinfo=UTC)),
                              ("America/New_York", 1439, datetime.datetime(2026, 7, 6, 3, 59, tzinfo=UTC))]:
        hold(insert("whole", "2026-07-05", zone=zone), insert("timed", "2026-07-05", minute, zone=zone), zone=zone)
        whole, timed = todos()
        tap.equal((whole["DUE"].dt, type(whole["DUE"].dt), whole["DUE"].params["VALUE"]), (datetime.date(2026, 7, 5), datetime.date, "DATE"))
        tap.equal(timed["DUE"].dt, due, f"{zone} {minute}")


def zone_of(whole):
    found, = whole.walk("VTIMEZONE")
    return found.to_tz()


def test_zones():
    """What the calendar says of a zone is what the system does: to the second where its clock is moved."""
    for name in KYIV, "America/New_York", "Asia/Kolkata", "Africa/Casablanca", "Australia/Lord_Howe", "Pacific/Apia":
        hold(zone=name)
        whole = calendar()
        ours, theirs = zone_of(whole), ZoneInfo(name)
        tap.equal(str(whole.walk("VTIMEZONE")[0]["TZID"]), name)
        instant, before = datetime.datetime(1970, 1, 3, tzinfo=UTC), None
        while instant < datetime.datetime(2046, 6, 1, tzinfo=UTC):
            offset = instant.astimezone(theirs).utcoffset()
            tap.equal(instant.astimezone(ours).utcoffset(), offset, f"{name} {instant}")
            if before not in (None, offset):
                check_change(instant, ours, theirs)
            before = offset
            instant += datetime.timedelta(days=3)


def check_change(after, ours, theirs):
    low, high = round(after.timestamp()) - 3 * 86400, round(after.timestamp())
    offset = datetime.datetime.fromtimestamp(low, theirs).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.datetime.fromtimestamp(middle, theirs).utcoffset() == offset:
            low = middle
        else:
            high = middle
    for second in low, high:
        tap.equal(datetime.datetime.fromtimestamp(second, ours).utcoffset(), datetime.datetime.fromtimestamp(second, theirs).utcoffset(),
                  f"{theirs} {second}")


def occurrences(whole, one, n):
    """The instants, or days, at which a repeated task is due, reckoned from what the calendar holds alone."""
    tap.true("DUE" not in one and one["DURATION"].dt == datetime.timedelta(), "due when it begins")
    start, rule = one["DTSTART"].dt, one["RRULE"].to_ical().decode()
    if not isinstance(start, datetime.datetime):
        tap.equal(one["DURATION"].to_ical(), b"P0D")
        naive = datetime.datetime.combine(start, datetime.time())
        return [each.date() for each in dateutil.rrule.rrulestr(rule, dtstart=naive)[:n]]
    zone, name = zone_of(whole), str(one["DTSTART"].params["TZID"])
    tap.equal(name, str(whole.walk("VTIMEZONE")[0]["TZID"]))
    start = start.replace(tzinfo=dateutil.tz.gettz(name))
    return [zone.localize(each.replace(tzinfo=None)).astimezone(UTC) for each in dateutil.rrule.rrulestr(rule, dtstart=start)[:n]]


def days(first, *steps):
    day = datetime.date.fromisoformat(first)
    return [day + datetime.timedelta(days=step) for step in steps]


def at_clock(zone, minute, found):
    return [datetime.datetime.combine(day, datetime.time(minute // 60, minute % 60), ZoneInfo(zone)).astimezone(UTC) for day in found]


def check_repeated(zone, cases):
    """Of each (rule, first day, minute, days from the first on): that it is due on these, and if the rule ends, on no more."""
    hold(*[insert(rule, first, minute, zone=zone, recurrence=rule) for rule, first, minute, _ in cases], zone=zone)
    whole = calendar()
    for one, (rule, first, minute, steps) in zip(whole.walk("VTODO"), cases, strict=True):
        ends = "COUNT" in rule or "UNTIL" in rule
        found = days(first, *steps)
        tap.equal(occurrences(whole, one, len(steps) + ends), found if minute is None else at_clock(zone, minute, found),
                  f"{zone} {rule} {first} {minute}")


def test_repeated_through_the_change():
    """At the same time by the clock, in the weeks in which it is moved too."""
    for zone, mondays in (KYIV, ("2026-03-23", "2026-10-19")), ("America/New_York", ("2026-03-02", "2026-10-26")):
        check_repeated(zone, [("FREQ=DAILY", first, minute, range(20)) for first in mondays for minute in (0, 9 * 60, 23 * 60 + 59)] +
                       [("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", first, 9 * 60, [0, 4, 14, 18, 28]) for first in mondays])


def test_repeated():
    """Whole days; and rules that end."""
    check_repeated(KYIV, [
        ("FREQ=DAILY;INTERVAL=3", "2026-03-27", None, [0, 3, 6]), ("FREQ=WEEKLY;BYDAY=SU", "2026-03-29", None, [0, 7, 14]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31", None, [0, 28, 59]),
        ("FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", "2026-01-30", None, [0, 29, 59]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1", "2027-02-28", None, [0, 366, 731]),
        ("FREQ=DAILY;COUNT=2", "2026-07-05", None, [0, 1]), ("FREQ=DAILY;COUNT=2", "2026-07-05", 600, [0, 1]),
        ("FREQ=DAILY;UNTIL=20260707", "2026-07-05", None, [0, 1, 2]), ("FREQ=DAILY;UNTIL=20261026", "2026-10-24", 0, [0, 1, 2]),
        ("FREQ=DAILY;UNTIL=20261026", "2026-10-24", 1439, [0, 1, 2])])


def test_repeats_no_more():
    """Closed, or put off to a day that is none of the rule's: the next is a task of its own, now or later."""
    cases = [("FREQ=DAILY", "closed", CLOSED), ("FREQ=WEEKLY;BYDAY=MO", "new", None), ("FREQ=MONTHLY;BYMONTHDAY=4", "new", None)]
    hold(*[insert("a", "2026-07-05", 600, recurrence=rule, status=status, closed=closed) for rule, status, closed in cases])
    for one, line in zip(todos(), table()[1:], strict=True):
        tap.true("RRULE" not in one and one["DUE"].dt == datetime.datetime(2026, 7, 5, 7, tzinfo=UTC), one)
        tap.true(line[11], "the table says how it repeats")


# --- tables -----------------------------------------------------------------------------------------

def test_formulas():
    """What a spreadsheet would reckon is text: by an apostrophe, or by the kind of the cell."""
    texts = ["=1+1", "+380501112233", "-5", "@SUM(1)", "'=1", "''5", "' =1", "a=1", "0501112233"]
    hold(*[insert(text, "2026-07-05", description=text) for text in texts])
    marked = ["'" + text if text.lstrip("'")[0] in "=+-@5" else text for text in texts]
    tap.equal([(line[1], line[9]) for line in table()[1:]], list(zip(marked, marked)))
    rows = list(book().rows)[1:]
    tap.equal([(row[1].value, row[1].data_type) for row in rows], [(text, "s") for text in texts])


def test_a_cell_holds_so_much():
    hold(insert("a", "2026-07-05", description="😀" * 20000), insert("b", "2026-07-05", description="я" * 20000))
    tap.equal([row[9] for row in list(book().values)[1:]], ["😀" * 16383 + "…", "я" * 20000])
    tap.equal(str(todos()[0]["DESCRIPTION"]), "😀" * 20000)


def test_old_days():
    """Before the first that a spreadsheet has a number for."""
    hold(insert("a", "1900-01-01"), insert("b", "2199-12-31"))
    tap.equal([one["DUE"].dt.isoformat() for one in todos()], ["1900-01-01", "2199-12-31"])
    tap.equal([line[2] for line in table()[1:]], ["1900-01-01", "2199-12-31"])
    tap.equal([row[2].date().isoformat() for row in list(book().values)[1:]], ["1900-01-01", "2199-12-31"])


# --- which tasks ------------------------------------------------------------------------------------

def test_which():
    hold(insert("mine", "2026-07-05", snoozed_until="2026-12-01"), insert("theirs", "2026-07-05", assignee_id=2),
         insert("done", "2026-07-05", status="closed", closed=CLOSED), insert("nobody's", "2026-07-05", assignee_id=None),
         insert("deleted", "2026-07-05", archived_at=1))
    everything = ["mine", "theirs", "done", "nobody's"]
    for words, expected in [((), everything), (("--open",), ["mine", "theirs", "nobody's"]),
                            (("--employee", "owner@demo.example"), ["mine", "done"]),
                            (("--employee", "Owner@DEMO.example", "--open"), ["mine"]), (("--employee", "guest@demo.example"), [])]:
        tap.equal(subjects(*words), expected, words)
        tap.equal([line[1] for line in table(*words)[1:]], expected, words)
        tap.equal([row[1] for row in list(book(*words).values)[1:]], expected, words)


def test_none():
    """No tasks are a calendar, and a table, all the same."""
    hold()
    whole = calendar()
    tap.equal([part.name for part in whole.subcomponents], ["VTIMEZONE"])
    tap.equal(table(), [HEAD])
    tap.equal([list(row) for row in book().values], [HEAD])
    tap.equal(records(*EXPORT, "--output", path("none.csv")), [{"tasks": 0}])


def test_other_enterprise():
    good("gen", "--clients", 2, "--enterprises", 2, base="two.db")
    for enterprise in 1, 2:
        tap.equal(good("export", "tasks", "--enterprise", enterprise, base="two.db").count("\n"), 1, "the heading")


def test_who():
    hold(insert("a", "2026-07-05"))
    tap.equal(subjects("--as", "admin@demo.example"), ["a"])
    for role in "manager", "guest":
        refused(77, *EXPORT, "--as", f"{role}@demo.example", says=["Export", role.capitalize()])
    refused(77, *EXPORT, "--as", "nobody@demo.example", says=["nobody@demo.example"])


def test_wrong_calls():
    for code, words, says in [(64, ("export",), "export"), (64, ("export", "tasks"), "--enterprise"),
                              (64, ("export", "clients", "--enterprise", 1), "clients"), (64, (*EXPORT, "more"), "more"),
                              (64, (*EXPORT, "--format", "pdf"), "“pdf”"), (64, (*EXPORT, "--format", ""), "“”"),
                              (64, (*EXPORT, "--format", "xlsx"), "--output"), (64, ("--json", *EXPORT), "--output"),
                              (65, ("export", "tasks", "--enterprise", 99), "99"),
                              (67, (*EXPORT, "--employee", "nobody@demo.example"), "nobody@demo.example"),
                              (65, (*EXPORT, "--employee", "nobody"), "nobody")]:
        refused(code, *words, says=[says])


# --- files ------------------------------------------------------------------------------------------

def folder(name):
    os.makedirs(path(name), exist_ok=True)
    return path(name)


def content(file):
    with open(file, "rb") as opened:
        return opened.read()


def test_output():
    """What was there is replaced; of a link, where it leads. The file has what goes to standard output."""
    hold(insert("a", "2026-07-05"))
    place = folder("out")
    file, link = os.path.join(place, "tasks.ics"), os.path.join(place, "link.ics")
    os.symlink("tasks.ics", link)
    for name in "tasks.ics", "link.ics":
        with open(file, "w", encoding="utf-8") as old:
            old.write("old" * 100000)
        tap.equal(good(*EXPORT, "--format", "ics", "--output", os.path.join("out", name)), "tasks=1\n")
        tap.equal(content(file).decode(), printed("--format", "ics"))
        tap.true(os.path.islink(link), "a link stays one")
    tap.equal(sorted(os.listdir(place)), ["link.ics", "tasks.ics"])


def test_output_mode():
    """Nobody else reads a new one; who could read the old one still can."""
    owner = (65534, 65534) if os.geteuid() == 0 else (os.geteuid(), os.getegid())
    file = os.path.join(folder("mode"), "tasks.ics")
    good(*EXPORT, "--output", file)
    tap.equal(os.stat(file).st_mode & 0o007, 0)
    os.chown(file, *owner)
    for mode in 0o644, 0o600:
        os.chmod(file, mode)
        good(*EXPORT, "--output", file)
        found = os.stat(file)
        tap.equal((found.st_mode & 0o777, found.st_uid, found.st_gid), (mode, *owner))


def test_records_of_files():
    file = path("counted")
    tap.equal(records(*EXPORT, "--format", "xlsx", "--output", file), [{"tasks": 1}])
    tap.true(zipfile.is_zipfile(file), "a book")


def test_output_that_cannot_be():
    """Devices and pipes would be replaced by a file: they are left alone."""
    place = folder("cannot")
    os.mkfifo(os.path.join(place, "pipe"))
    for form in "csv", "xlsx":
        for output in path("absent", "tasks"), place, os.path.join(place, "pipe"), "/dev/null", "":
            refused(73, *EXPORT, "--format", form, "--output", output, says=[output, "cannot be written"])
    tap.equal(os.listdir(place), ["pipe"])


@store.on_server
def test_folder_of_others():
    """Where the base is opened all the same."""
    nobody = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    place = folder("others")
    os.chmod(place, 0o555)
    copy = shutil.copy(ADMIN, path())  # where the build stands, nobody may not be let in
    for form in "csv", "xlsx":
        refused(73, *EXPORT, "--format", form, "--output", os.path.join(place, "tasks"), program=copy, says=[place, "Permission denied"],
                **nobody)
    tap.equal(os.listdir(place), [])


def limited(size):
    """No file of the program's may be longer. SIGXFSZ stays ignored, as Python has it: the write fails as on a full disk."""
    return {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)), "restore_signals": False}


def many(n):
    """As many more tasks."""
    return ("INSERT INTO task (enterprise_id, subject, due_on, due_minute, due_at, description, type_id, status_id, priority_id, "
            "assignee_id, created_by, created_at, updated_at, sort_key) "
            f"WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {n}) "
            "SELECT 1, subject || ' ' || n, due_on, due_minute, due_at, 'опис ' || n, type_id, status_id, priority_id, assignee_id, "
            "created_by, created_at, updated_at, sort_key FROM number, task WHERE task.id = 1")


def test_no_room():
    """At whatever byte room ends (a base opened takes some too): a complaint, and the old file; or the whole new one."""
    hold(many(1000))
    place = folder("full")
    file = os.path.join(place, "tasks")
    for form in "ics", "csv", "xlsx":
        good(*EXPORT, "--format", form, "--output", file)
        old = content(file)
        with_sheet = [(part.file_size, part.filename) for part in zipfile.ZipFile(file).infolist()] if form == "xlsx" else []
        longest = max([(len(old), "")] + with_sheet)[0]
        for size in longest // 2, longest - 1000, longest - 1:
            refused(73, *EXPORT, "--format", form, "--output", file, says=["tasks", "cannot be written"], **limited(size))
            tap.equal(content(file), old, f"{form}, {size}")
        good(*EXPORT, "--format", form, "--output", file, **limited(longest + 100))
        tap.equal(os.listdir(place), ["tasks"])


def dies_at(size):
    """The write that would make a file longer ends the program, as a kill would."""
    def limit():
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    return {"preexec_fn": limit}


def test_killed():
    """While it writes: nothing is left beside the old file, which stays as it was."""
    hold(many(3000))
    place = folder("killed")
    file = os.path.join(place, "tasks")
    good(*EXPORT, "--format", "ics", "--output", file)
    old = content(file)
    for form in "ics", "csv", "xlsx":
        words = command(ADMIN, "demo.db", *EXPORT, "--format", form, "--output", file)
        done = subprocess.run(words, capture_output=True, check=False, **dies_at(100000))
        tap.equal(done.returncode, -signal.SIGXFSZ, form)
        tap.equal((os.listdir(place), content(file)), (["tasks"], old), form)


def test_full_device():
    """Little is written at the end alone, much before."""
    hold(insert("a", "2026-07-05"))
    with open("/dev/full", "w", encoding="utf-8") as full:
        for form in "ics", "csv":
            done = subprocess.run(command(ADMIN, "demo.db", *EXPORT, "--format", form), stdout=full,
                                  stderr=subprocess.PIPE, text=True, check=False)
            tap.equal(done.returncode, 73, done.stderr)
            tap.true("standard output cannot be written: No space left on device" in done.stderr, done.stderr)


def test_closed_pipe():
    """Who reads has enough: the program ends as others do, by the signal, and says nothing."""
    hold(many(3000))
    for form in "ics", "csv":
        with subprocess.Popen(command(ADMIN, "demo.db", *EXPORT, "--format", form), stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            tap.true(process.stdout.readline(), "a line")
            process.stdout.close()
            tap.equal((process.wait(), process.stderr.read()), (-signal.SIGPIPE, b""), form)
    tap.equal(good("check"), "the base is sound\n")


def resident(process):
    """Kilobytes of memory at most until now; 0 when it has ended. Not what wait4 says: that begins with this program's own."""
    with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
        return max([int(line.split()[1]) for line in status if line.startswith("VmHWM:")], default=0)


def peak(form):
    """Without what the sanitizer keeps of what is free."""
    options = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1:thread_local_quarantine_size_kb=64"
    words = command(ADMIN, "demo.db", *EXPORT, "--format", form, "--output", path("large"))
    with subprocess.Popen(words, env={**os.environ, "ASAN_OPTIONS": options}, stdout=subprocess.DEVNULL) as process:
        most = 0
        while process.poll() is None:
            most = max(most, resident(process))
        tap.equal(process.returncode, 0, form)
    return most


def test_memory():
    """Sixteen times the tasks, no more memory but for what the store keeps of its file."""
    hold(many(1000))
    few = {form: peak(form) for form in ("ics", "csv", "xlsx")}
    hold(many(16000))
    for form, before in few.items():
        most = peak(form)
        tap.true(most < before + 10000, f"{form}: {before} kB, then {most}")
    tap.equal(len(table()), 16001)


tap.main(globals())
