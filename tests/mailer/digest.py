"""The morning digest, read back from a real Postfix. Usage: digest.py UKRCRM-MAILER OFFICE-TOOL"""

import re

import tap
from faults import FaultServer
from office import Office, ask, save, send, tell
from postbox import FIGURES, came, close, morning, refused, server, text_of

DAY = 86400000000
LET_GO = "UPDATE delivery SET state = 'queued', reason = '' WHERE state = 'held'"  # as `held send` does


def letters():
    """{address: message}, no two to one."""
    new = came()
    found = {letter["Delivered-To"]: letter for letter in new}
    tap.equal(len(found), len(new), "one each")
    return found


def well(now, digests, *options):
    """A pass with this many digests; what came."""
    ended = send(server, now, "-v", *options)
    tap.equal(tuple(ended), (0, FIGURES % (digests, digests), ""), now)
    found = letters()
    tap.equal(len(found), digests, f"mails at {now}")
    return found


# --- what it says -----------------------------------------------------------------------------------

HOSTILE = "Счёт <b>№7</b> & \"срочно\"\x1b[31m\r\nBcc: evil@example.com\u202e"


def test_a_mail():
    with Office(short_name="Зерно & Ко") as office:
        olena, address = office.employee("Олена", "ru", work_email="olena@work.example")
        client, = save((office.id, "client", 0, {"surname": "Сич", "first_name": "Ігор"}))
        numbers = office.tasks(
            {"subject": "На сегодня", "due_on": "2026-07-01", "due_minute": 15 * 60, "assignee_id": olena},
            {"subject": "Важное на сегодня", "due_on": "2026-07-01", "priority_id": "immediate", "assignee_id": olena},
            {"subject": "Вчерашнее", "due_on": "2026-06-30", "assignee_id": olena, "client_id": client, "description": "Раз\n<i>два</i>"},
            {"subject": "Срочное старое", "due_on": "2026-06-01", "due_minute": 0, "priority_id": "urgent", "assignee_id": olena},
            {"subject": "На завтра", "due_on": "2026-07-02", "due_minute": 0, "assignee_id": olena})
        tell(f"UPDATE task SET description = '{'я' * 600}' WHERE id = {numbers[1]}")
        mail = well(morning("2026-07-01"), 1, "--ssh", "crm@crm.example.com", "--base-url", "https://crm.example.com")["olena@work.example"]
        tap.equal(mail["Subject"], "Задачи на 01.07.2026: на сегодня 2, просрочено 2 — Зерно & Ко")
        tap.equal((mail["To"], mail["From"]), ("Коваль Олена <olena@work.example>", "UkrCRM <crm@example.com>"))
        tap.equal((mail["Auto-Submitted"], mail["Date"][:22]), ("auto-generated", "Wed, 01 Jul 2026 05:00"))
        text, html = text_of(mail), text_of(mail, "html")
        order = [text.index(line) for line in (
            "Здравствуйте, Олена!", "Просрочено: 2", "Срочное старое\nСрок: 01.06.2026 00:00\nПриоритет: Срочный",
            "Вчерашнее\nСрок: 30.06.2026\nКлиент: Сич Ігор\n\n> Раз\n> <i>два</i>\n\nОткрыть:\n"
            f"ssh -t crm@crm.example.com task {numbers[2]}\nhttps://crm.example.com/open/task/{numbers[2]}\n",
            "На сегодня: 2", "Важное на сегодня\nСрок: 01.07.2026\nПриоритет: Немедленный", "На сегодня\nСрок: 01.07.2026 15:00\n",
            "Все задачи:\nssh -t crm@crm.example.com\n")]
        tap.equal(order, sorted(order), "overdue first, then the more urgent")
        tap.true("На завтра" not in text + html, "what is due tomorrow")
        tap.true(f"> {'я' * 500}…\n" in text, "a long description is cut")
        tap.equal(sorted(set(re.findall(r"https://\S+?/open/task/(\d+)", html))), sorted(map(str, numbers[:4])))
        tap.true("&lt;i&gt;два&lt;/i&gt;" in html and "<i>" not in html, "HTML of others is text")


def test_hostile_text():
    with Office() as office:
        number, address = office.employee("Олена", "uk")
        task, = office.tasks({"subject": "x", "due_on": "2026-07-01", "assignee_id": number})
        client, = save((office.id, "client", 0, {"surname": "x"}))
        tell(f"UPDATE task SET subject = '{HOSTILE}', description = '{HOSTILE}', client_id = {client} WHERE id = {task}; "
             f"UPDATE client SET surname = '{HOSTILE}' WHERE id = {client}; "
             f"UPDATE enterprise SET full_name = '{HOSTILE}' WHERE id = {office.id}; "
             f"UPDATE profile SET first_name = '{HOSTILE}' WHERE email = '{address}'")
        mail = well(morning("2026-07-01"), 1)[address]
        tap.equal((mail["Bcc"], mail.get_all("To"), len(mail.defects)), (None, [mail["To"]], 0))
        tap.true(mail["Subject"].startswith("Завдання на 01.07.2026: на сьогодні 1 — Счёт <b>№7</b>"), mail["Subject"])
        for kind in "plain", "html":
            content = text_of(mail, kind)
            tap.true(not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", content), f"control characters in {kind}")
        tap.true("<b>№7" not in text_of(mail, "html"), "tags")
        tap.true("\nukrcrm task " in text_of(mail) and "open/task" not in text_of(mail), "neither ssh nor base_url are set")


def test_everybody_gets_their_own():
    """In their language; a task of another enterprise, or of nobody, is nobody else's."""
    with Office() as office, Office() as other:
        people = [office.employee(name, language) for name, language in (("Олена", "uk"), ("Ольга", "ru"), ("Olha", "en"))]
        idle, idle_address = office.employee("Пётр")
        stranger, stranger_address = other.employee("Чужой")
        for i, (number, _) in enumerate(people):
            office.tasks({"subject": f"work {i}", "due_on": "2026-07-01", "assignee_id": number})
        office.tasks({"subject": "nobody's", "due_on": "2026-07-01", "assignee_id": ""})
        other.tasks({"subject": "stranger's", "due_on": "2026-07-01", "assignee_id": stranger})
        found = well(morning("2026-07-01"), 4, "--base-url", "https://crm.example.com/")
        tap.equal(sorted(found), sorted([address for _, address in people] + [stranger_address]))
        for (_, address), i, words in zip(people, range(3), ("Завдання на 01.07.2026", "Задачи на 01.07.2026", "Tasks for 01.07.2026")):
            tap.true(found[address]["Subject"].startswith(words), found[address]["Subject"])
            tap.equal(re.findall(r"work \d|nobody's|stranger's", text_of(found[address])), [f"work {i}"])
            tap.equal(len(re.findall(r"^https://crm\.example\.com/open/task/\d+$", text_of(found[address]), re.M)), 1)


def test_nothing_chosen():
    """Whose profile names no language: the enterprise's country does, not the machine that sends."""
    with Office() as ukraine, Office(country="KZ") as kazakhstan, Office(country="CZ") as czechia:
        subjects = {}
        for office, words in (ukraine, "Завдання на "), (kazakhstan, "Задачи на "), (czechia, "Tasks for "):
            number, address = office.employee(language="")
            office.tasks({"subject": "work", "due_on": "2026-07-01", "assignee_id": number})
            subjects[address] = words
        planned = dict(line.split("\t")[1:3] for line in send(None, morning("2026-07-01"), "--dry-run").out.splitlines())
        found = well(morning("2026-07-01"), 3)
        for address, words in subjects.items():
            tap.equal((found[address]["Subject"][:len(words)], planned[address][:len(words)]), (words, words), address)
        tap.true(all(f'<html lang="{language}">' in text_of(found[address], "html") for address, language in zip(subjects, ("uk", "ru", "en"))), "and says so")


def test_nothing_to_say():
    with Office() as office:
        number, _ = office.employee()
        due = {"due_on": "2026-07-01", "assignee_id": number}
        tasks = office.tasks({"subject": "tomorrow", "due_on": "2026-07-02", "assignee_id": number}, {"subject": "closed", "status_id": "closed", **due},
                             {"subject": "cancelled", "status_id": "cancelled", **due}, {"subject": "archived", **due}, {"subject": "snoozed", **due})
        tell(f"UPDATE task SET archived_at = 1 WHERE id = {tasks[3]}; UPDATE task SET snoozed_until = '2026-07-02' WHERE id = {tasks[4]}")
        faulty = FaultServer()
        tap.equal(tuple(send(faulty, morning("2026-07-01"), "-v")), (0, FIGURES % (0, 0), ""))
        faulty.stop()
        tap.equal((faulty.events, office.states()), ([], []), "no connection, nothing queued")
        mail, = well(morning("2026-07-02"), 1).values()
        tap.equal(re.findall("tomorrow|closed|cancelled|archived|snoozed", text_of(mail)), ["snoozed", "tomorrow"])


def test_very_many():
    with Office() as office:
        number, address = office.employee("Олена", "ru")
        office.tasks(*({"subject": f"задача {i}", "assignee_id": number,
                       **({"due_on": f"2026-06-{30 - i % 23:02}"} if i % 2 else {"due_on": "2026-07-01", "priority_id": "urgent"})} for i in range(130)))
        mail = well(morning("2026-07-01"), 1)[address]
        tap.true(mail["Subject"].startswith("Задачи на 01.07.2026: на сегодня 65, просрочено 65"), mail["Subject"])
        tap.equal(len(re.findall(r"^задача \d+$", text_of(mail), re.M)), 50)
        tap.true("\nИ ещё: 80\n" in text_of(mail), "of the rest how many")
        days = re.findall(r"^Срок: (\d\d)\.06\.2026$", text_of(mail), re.M)
        tap.equal((len(days), days), (50, sorted(days)), "what is overdue goes before what is more urgent today, what was due first before what was later")


# --- when -------------------------------------------------------------------------------------------

def test_one_a_day():
    with Office() as office:
        number, _ = office.employee()
        office.tasks({"subject": "work", "due_on": "2026-07-01", "assignee_id": number})
        well(morning("2026-07-01", "07:59:59"), 0)
        well(morning("2026-07-01"), 1)
        office.tasks({"subject": "more work", "due_on": "2026-07-01", "assignee_id": number})
        well(morning("2026-07-01", "08:01:00"), 0)
        office.change("enterprise", office.id, digest_minute=9 * 60)
        well(morning("2026-07-01", "09:00:00"), 0)
        well(morning("2026-07-01", "23:00:00"), 0)
        well(morning("2026-07-02", "08:59:59"), 0)
        well(morning("2026-07-02", "09:00:00"), 1)
        tap.equal(ask(f"SELECT count(*) FROM delivery_message AS kept JOIN delivery ON delivery.id = kept.id WHERE kind = 'digest'"), [(0,)],
                  "what it said is not kept")


def test_late_until_noon_and_never_later():
    with Office() as office:
        number, _ = office.employee()
        office.tasks({"subject": "work", "due_on": "2026-07-01", "assignee_id": number})
        well(morning("2026-07-01", "12:00:00"), 0)
        well(morning("2026-07-01", "23:59:59"), 0)
        mail, = well(morning("2026-07-05", "11:59:59"), 1).values()
        tap.true("05.07.2026" in mail["Subject"] and "01.07.2026" in text_of(mail), "one for today, none for the days before")
        well(morning("2026-07-05", "12:00:00"), 0)


def test_by_the_clock_of_the_enterprise():
    with Office() as kyiv, Office(zone="America/New_York", digest_minute=450) as york:
        for office in kyiv, york:
            number, _ = office.employee()
            office.tasks({"subject": "work", "due_on": "2026-07-01", "assignee_id": number})
        well("2026-07-01T05:00:00Z", 1)
        well("2026-07-01T11:29:59Z", 0)
        mail, = well("2026-07-01T11:30:00Z", 1).values()
        tap.true("07.2026: " in mail["Subject"] and "01.07" in mail["Subject"], mail["Subject"])


def test_when_clocks_change():
    """2026-10-25 in Kyiv has 03:30 twice, 2027-03-28 not at all."""
    with Office(digest_minute=210) as office:
        number, _ = office.employee()
        office.tasks({"subject": "work", "due_on": "2026-10-25", "assignee_id": number})
        well("2026-10-25T03:29:59+03:00", 0)
        well("2026-10-25T03:30:00+03:00", 1)
        well("2026-10-25T03:30:00+02:00", 0)
        well("2026-10-25T11:59:00+02:00", 0)
        well("2027-03-28T02:59:59+02:00", 0)
        mail, = well("2027-03-28T04:00:00+03:00", 1).values()
        tap.true("28.03.2027" in mail["Subject"], mail["Subject"])
        well("2027-03-28T11:59:00+03:00", 0)
    with Office() as office:
        number, _ = office.employee()
        office.tasks({"subject": "work", "due_on": "2026-10-25", "assignee_id": number})
        well("2026-10-25T07:59:59+02:00", 0)
        well("2026-10-25T08:00:00+02:00", 1)
        well("2027-03-28T07:59:59+03:00", 0)
        well("2027-03-28T08:00:00+03:00", 1)


# --- to whom ----------------------------------------------------------------------------------------

def test_a_country_moves_its_clock():
    with Office() as office:
        task, = office.tasks({"subject": "Завтра", "due_on": "2026-07-02", "due_minute": 600})
        due = f"SELECT due_at FROM task WHERE id = {task}"
        right = ask(due)
        tell(f"UPDATE task SET due_at = due_at - 3600000000 WHERE id = {task};"
             f"UPDATE task_zone SET rules = '1999z' WHERE enterprise_id = {office.id}")
        send(server, morning("2026-07-01"), "--dry-run")
        tap.true(ask(due) != right, "a rehearsal writes nothing")
        well(morning("2026-07-01"), 0)
        tap.equal(ask(due), right, "by the rules of now")


def test_who_gets_one():
    with Office() as office:
        cases = [({}, True), ({"digest_off": 1}, True), ({"status": "sick"}, True), ({"status": "parental"}, True), ({"status": "other"}, True),
                 ({"status": "sick", "digest_off": 1}, False), ({"status": "parental", "digest_off": 1}, False), ({"status": "dismissed"}, False)]
        people = [office.employee() for _ in cases]
        locked, left = office.employee(), office.employee()
        office.tasks(*({"subject": "work", "due_on": "2026-07-01", "assignee_id": number} for number, _ in people + [locked, left]))
        for (number, _), (fields, _) in zip(people, cases):
            office.change("employee", number, **fields)
        tell(f"UPDATE profile SET locked_at = 1 WHERE email = '{locked[1]}'; UPDATE employee SET archived_at = 1 WHERE id = {left[0]}")
        found = well(morning("2026-07-01"), 5)
        for (_, address), (fields, gets) in zip(people, cases):
            tap.equal(address in found, gets, str(fields))


def test_nobody_without_an_address_is_passed_over_in_silence():
    with Office() as office:
        (lost, address), (number, other) = office.employee("Пётр"), office.employee()
        office.tasks(*({"subject": "work", "due_on": "2026-07-01", "assignee_id": one} for one in (lost, number)))
        tell(f"UPDATE profile SET email = 'nowhere' WHERE email = '{address}'")
        ended = send(server, morning("2026-07-01"), "-v")
        tap.equal((ended.code, ended.out), (0, "sent=1 deferred=0 failed=0 unknown=0 held=1 digests=1\n"))
        tap.true("Коваль Пётр <nowhere>" in ended.err and ended.err.count("\n") == 1, ended.err)
        tap.equal(list(letters()), [other])
        tap.equal([state for state, _ in office.states()], ["held", "sent"])
        well(morning("2026-07-01", "08:01:00"), 0)
        # Corrected and let go: to the address that is right now; a day later that day has its own.
        tell(f"UPDATE profile SET email = '{address}' WHERE email = 'nowhere'; {LET_GO}")
        tap.equal(list(well(morning("2026-07-01", "09:00:00"), 1)), [address])
        tell(f"UPDATE profile SET email = 'nowhere' WHERE email = '{address}'")
        tap.equal(send(server, morning("2026-07-02")).code, 0)
        tap.equal(list(letters()), [other])
        tell(f"UPDATE profile SET email = '{address}' WHERE email = 'nowhere'; {LET_GO}; UPDATE delivery SET due_at = due_at + {DAY}, next_at = due_at + {DAY} "
             "WHERE state = 'queued'")
        tap.equal(sorted(well(morning("2026-07-03", "09:00:00"), 2)), sorted([address, other]))
        tap.equal(office.states().count(("skipped", "late")), 1, office.states())


# --- when it does not go well -----------------------------------------------------------------------

def test_put_off_by_the_relay():
    with Office() as office:
        number, address = office.employee()
        first, second = office.tasks(*({"subject": name, "due_on": "2026-07-01", "assignee_id": number} for name in ("first", "second")))
        later = [{"at": "rcpt", "reply": "450 4.2.0 later"}]
        tap.equal(refused(later, morning("2026-07-01"))[0].code, 75)
        office.change("task", first, status_id=office.choice("status", "closed"))
        well(morning("2026-07-01", "08:04:59"), 0)
        mail = well(morning("2026-07-01", "08:10:00"), 1)[address]
        tap.true("first" not in text_of(mail) and "second" in text_of(mail), "how things stand now")
        # Put off beyond noon: not at all, and the next day has one.
        tap.equal(refused(later, morning("2026-07-02", "11:58:00"))[0].code, 75)
        well(morning("2026-07-02", "12:10:00"), 0)
        tap.equal(office.states(), [("sent", ""), ("skipped", "late")])
        well(morning("2026-07-03"), 1)


def test_relay_away_all_morning():
    with Office() as office:
        number, _ = office.employee()
        task, = office.tasks({"subject": "work", "due_on": "2026-07-01", "assignee_id": number})
        tap.equal(send(None, morning("2026-07-01")).code, 69)
        tap.equal(office.states(), [("queued", "")])
        well(morning("2026-07-02"), 1)
        tap.equal(office.states(), [("skipped", "late"), ("sent", "")])
        tap.equal(send(None, morning("2026-07-03")).code, 69)
        office.change("task", task, status_id=office.choice("status", "closed"))
        well(morning("2026-07-03", "09:00:00"), 0)
        tap.equal(office.states()[2:], [("skipped", "nothing")])
        office.change("task", task, status_id=office.choice("status", "new"))
        tap.equal(send(None, morning("2026-07-04")).code, 69)
        office.change("employee", number, status="dismissed")
        well(morning("2026-07-04", "09:00:00"), 0)
        tap.equal(office.states()[3:], [("skipped", "recipient")])


def test_nobody_knows_whether_it_came():
    with Office() as office:
        number, address = office.employee()
        office.tasks({"subject": "work", "due_on": "2026-07-01", "assignee_id": number})
        ended, accepted = refused([{"at": "dot", "cut": "before"}], morning("2026-07-01"))
        tap.equal((ended.code, accepted), (0, [address]))
        well(morning("2026-07-01", "09:00:00"), 0)
        tap.equal([state for state, _ in office.states()], ["unknown"])


def test_several_mailers():
    with Office() as office:
        people = [office.employee() for _ in range(12)]
        office.tasks(*({"subject": "work", "due_on": "2026-07-01", "assignee_id": number} for number, _ in people))
        mailers = [send(server, morning("2026-07-01"), "--parallel", "3", "--connections", "2", start=True) for _ in range(3)]
        ended = [(mailer.communicate(), mailer.returncode) for mailer in mailers]
        tap.equal(ended, [(("", ""), 0)] * 3)
        tap.equal(sorted(letters()), sorted(address for _, address in people), "one each")


# --- what is asked for ------------------------------------------------------------------------------

def test_rehearsal():
    with Office(short_name="Зерно") as office:
        number, address = office.employee("Олена", "ru")
        office.tasks({"subject": "work", "due_on": "2026-07-02", "assignee_id": number})
        def plan(now, *options):
            ended = send(None, now, "--dry-run", *options)
            tap.equal((ended.code, ended.err), (0, ""))
            return ended.out.splitlines()
        line = "2026-07-0%dT05:00:00Z\t" + address + "\tЗадачи на 0%d.07.2026: %s 1 — Зерно\t\t"
        tap.equal(plan(morning("2026-07-01"), "--days", "2"), [line % (2, 2, "на сегодня"), line % (3, 3, "просрочено")])
        tap.equal(plan(morning("2026-07-01"), "--days", "2", "--only", "campaigns"), [])
        tap.equal(plan(morning("2026-07-02", "12:00:00")), [line % (3, 3, "просрочено")], "that day's goes no more")
        tap.equal(office.states(), [], "nothing is queued")
        well(morning("2026-07-02"), 1)
        tap.equal(plan(morning("2026-07-02", "09:00:00")), [line % (3, 3, "просрочено")])


def test_only():
    with Office() as office:
        number, _ = office.employee()
        office.tasks({"subject": "work", "due_on": "2026-07-01", "assignee_id": number})
        well(morning("2026-07-01"), 0, "--only", "campaigns")
        well(morning("2026-07-01"), 0, "--only", "service")
        well(morning("2026-07-01"), 1, "--only", "digests")


def test_more_than_a_transaction_queues():
    """They are queued some hundreds at once: nobody is left out, nobody queued twice."""
    n = 501
    with Office() as office:
        profiles = save(*((0, "profile", 0, {"surname": "Коваль", "first_name": "Олена", "email": f"many-{i}@firm.example"}) for i in range(n)))
        people = save(*((office.id, "employee", 0, {"profile_id": profile}) for profile in profiles))
        office.tasks(*({"subject": "work", "due_on": "2026-07-01", "assignee_id": number} for number in people))
        tap.equal(send(None, morning("2026-07-01")).code, 69)
        tap.equal(ask(f"SELECT count(*), count(DISTINCT employee_id) FROM digest WHERE enterprise_id = {office.id}"), [(n, n)])


try:
    tap.main(globals())
finally:
    close()
