"""Mail about tasks that others have changed, read back from a real Postfix. Usage: notice.py UKRCRM-MAILER OFFICE-TOOL"""

import re
from collections import Counter

import tap
from faults import FaultServer
from office import Office, ask, save, send, tell
from postbox import FIGURES, came, close, refused, server, text_of

LET_GO = "UPDATE delivery SET state = 'queued', reason = '' WHERE state = 'held'"  # as `held send` does


def at(minute):
    """After noon in Kyiv: no digest is due."""
    return f"2026-06-01T12:{minute:02}:00Z"


def told(minute, *options):
    """A pass that goes well; what came, by address."""
    ended = send(server, at(minute), "-v", *options)
    new = sorted(came(), key=lambda letter: (letter["Delivered-To"], letter["Subject"]))
    tap.equal(tuple(ended), (0, FIGURES % (len(new), 0), ""), at(minute))
    return [(letter["Delivered-To"], letter) for letter in new]


def whom(minute, *options):
    return [address for address, _ in told(minute, *options)]


def given(office, employee, **fields):
    task, = office.tasks({"subject": "Счёт", "due_on": "2026-07-01", "assignee_id": employee, **fields})
    return task


def desk(office, *languages):
    """A boss, and others who are told: their numbers, then their addresses."""
    people = [office.employee("Борис", "en", role="admin")] + [office.employee("Олена", language) for language in languages]
    return [number for number, _ in people], [address for _, address in people]


# --- what it says -----------------------------------------------------------------------------------

def test_a_mail():
    with Office(short_name="Зерно & Ко") as office:
        (boss, olena), (_, address) = desk(office, "ru")
        client, = save((office.id, "client", 0, {"surname": "Сич", "first_name": "Ігор"}))
        task = given(office, olena, due_minute=15 * 60, client_id=client, description="Раз\n<i>два</i>")
        office.act(boss, task, status_id="active", subject="Счёт & акт", **{"#comment": "Срочно!\n<b>Жду</b>"})
        (to, mail), = told(5, "--ssh", "crm@crm.example.com", "--base-url", "https://crm.example.com")
        tap.equal((to, mail["Subject"]), (address, f"Задача {task}: Счёт & акт — Зерно & Ко"))
        tap.equal((mail["To"], mail["From"], mail["Auto-Submitted"]), (f"Коваль Олена <{address}>", "UkrCRM <crm@example.com>", "auto-generated"))
        text, html = text_of(mail), text_of(mail, "html")
        order = [text.index(line) for line in (
            "Здравствуйте, Олена!", "Счёт & акт", "Коваль Борис, 01.06.2026 15:00\nТема: Счёт → Счёт & акт\nСтатус: Новая → В работе\n",
            "> Срочно!\n> <b>Жду</b>\n", "Срок выполнения: 01.07.2026\nВремя: 15:00\nСтатус: В работе\n", "Клиент: Сич Ігор\n", "> Раз\n> <i>два</i>\n",
            f"Открыть:\nssh -t crm@crm.example.com task {task}\nhttps://crm.example.com/open/task/{task}\n", "«Письма о задачах»")]
        tap.equal(order, sorted(order), text)
        tap.equal(set(re.findall(r"https://\S+?/open/task/(\d+)", html)), {str(task)})
        tap.true("&lt;b&gt;Жду&lt;/b&gt;" in html and "<i>два" not in html, "HTML of others is text")
        tap.equal(whom(6), [], "once")


def test_a_long_comment():
    """Words of colleagues are told whole."""
    with Office() as office:
        (boss, olena), _ = desk(office, "ru")
        words = [f"Строка {i} " + "ж" * 200 for i in range(40)]
        office.act(boss, given(office, olena), **{"#comment": "\n".join(words)})
        (_, mail), = told(5)
        for kind in "plain", "html":
            tap.equal(re.findall(r"Строка \d+ ж+", text_of(mail, kind)), words, kind)


def test_each_in_their_language():
    with Office() as office:
        (boss, *others), (_, *addresses) = desk(office, "uk", "ru", "en", "")
        task = given(office, others[0])
        for watcher in others[1:]:
            office.act(others[0], task, **{"#watch": watcher})
        told(4)
        office.act(boss, task, status_id="closed")
        mails = dict(told(5))
        for address, words in zip(addresses, ("Статус: Нове → Закрите", "Статус: Новая → Закрыта", "Status: New → Closed", "Статус: Нове → Закрите")):
            tap.true(words in text_of(mails[address]), text_of(mails[address]))
        tap.equal(len(mails), 4)


def test_hostile_text():
    words = "Счёт <b>№7</b> & \"срочно\"\x1b[31m\r\nBcc: evil@example.com\u202e"
    with Office() as office:
        (boss, olena), _ = desk(office, "uk")
        task = given(office, olena)
        office.act(boss, task, priority_id="urgent")
        tell(f"UPDATE task SET subject = '{words}', description = '{words}' WHERE id = {task}; UPDATE enterprise SET full_name = '{words}' WHERE id = {office.id}")
        (_, mail), = told(5)
        tap.equal((mail["Bcc"], mail.get_all("To"), len(mail.defects)), (None, [mail["To"]], 0))
        for kind in "plain", "html":
            tap.true(not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", text_of(mail, kind)), f"control characters in {kind}")
        tap.true("<b>№7" not in text_of(mail, "html"), "tags")
        tap.true("\nukrcrm task " in text_of(mail) and "open/task" not in text_of(mail), "neither ssh nor base_url are set")


# --- one mail ---------------------------------------------------------------------------------------

def test_gathered():
    """Several changes between two passes are one mail a task, in their order, without one's own."""
    with Office() as office:
        (boss, olena), (_, address) = desk(office, "en")
        first, second = given(office, olena), given(office, olena)
        for minute, who, status in ((0, boss, "active"), (1, olena, "review"), (2, boss, "feedback")):
            office.act(who, first, at(minute), status_id=status)
        office.act(boss, second, at(3), due_on="2026-07-09")
        (_, mail), (_, other) = told(4)
        lines = re.findall(r"^Status: .* → .*$", text_of(mail), re.M)
        tap.equal(lines, ["Status: New → In work", "Status: Under review → Feedback"])
        tap.true("Due: 01.07.2026 → 09.07.2026" in text_of(other) and "Status: New\n" in text_of(other), text_of(other))
        office.act(olena, first, status_id="closed")
        tap.equal(whom(5), [], "what one did oneself")
        office.act(boss, first, **{"#comment": "Thanks"})
        (_, mail), = told(6)
        tap.equal((re.findall(" → ", text_of(mail)), "> Thanks" in text_of(mail)), ([], True), "only what is new")


def test_very_long_journal():
    with Office() as office:
        (boss, olena), _ = desk(office, "ru")
        task = given(office, olena)
        save(*((office.people[boss], "task", task, {"description": f"text {i}"}) for i in range(25)))
        (_, mail), = told(5)
        found = re.findall(r"→ text (\d+)$", text_of(mail), re.M)
        tap.equal(found, [str(i) for i in range(5, 25)])
        tap.true("Что изменилось до того, смотрите в задаче." in text_of(mail), "and says so")


def test_a_storm():
    with Office() as office:
        (boss, olena), (_, address) = desk(office, "ru")
        tasks = office.tasks(*({"subject": f"задача {i}", "due_on": "2026-07-01", "assignee_id": olena} for i in range(130)))
        for task in tasks[:5]:
            office.act(boss, task, status_id="active")
        tap.equal(whom(4), [address] * 5, "few: each its own")
        save(*((office.people[boss], "task", task, {"due_on": "2026-07-02"}) for task in tasks))
        (_, mail), = told(5)
        tap.equal(mail["Subject"], "Изменения в задачах: 130 — Кав'ярня «Зерно»")
        tap.equal(re.findall(r"^ukrcrm task (\d+)$", text_of(mail), re.M), [str(task) for task in tasks[:50]])
        tap.true("\nИ ещё: 80\nВсе задачи:\nukrcrm\n" in text_of(mail), "of the rest how many")
        tap.equal(whom(6), [], "once")


# --- to whom ----------------------------------------------------------------------------------------

def test_whom_it_concerns():
    with Office() as office, Office() as other:
        (boss, author, assignee, watcher, next_one, idle), addresses = desk(office, *["ru"] * 5)
        other.employee()
        task = office.act(author, 0, subject="Счёт", due_on="2026-07-01", assignee_id=assignee)
        tap.equal(whom(1), [addresses[2]], "a new task: who has it")
        office.act(watcher, task, **{"#watch": watcher})
        tap.equal(whom(2), [], "who watches of their own accord")
        office.act(boss, task, status_id="review")
        tap.equal(whom(3), sorted(addresses[1:4]))
        office.act(boss, task, assignee_id=next_one)
        tap.equal(whom(4), sorted(addresses[1:5]), "who had it, too")
        office.act(boss, task, **{"#unwatch": watcher})
        tap.equal(whom(5), sorted([addresses[1], addresses[3], addresses[4]]), "who watched it, too")
        for what in {"#check": "Позвонить"}, {"#comment": "Готово?"}, {"#archive": ""}:
            office.act(boss, task, **what)
            tap.equal(whom(6), sorted([addresses[1], addresses[4]]), str(what))
        office.change("task", given(office, idle), status_id=office.choice("status", "review"))
        tap.equal(whom(7), [], "what programs do")


def test_each_persons_choice():
    with Office() as office:
        (boss, olena), (_, address) = desk(office, "ru")
        own, other = given(office, olena), given(office, boss)
        office.act(olena, other, **{"#watch": olena})
        for choice, tasks in ("all", [own, other]), ("assigned", [own]), ("none", []):
            office.change("employee", olena, task_mail=choice)
            for task in own, other:
                office.act(boss, task, **{"#comment": choice})
            found = [int(re.search(r"Задача (\d+)", mail["Subject"])[1]) for _, mail in told(5)]
            tap.equal(sorted(found), tasks, choice)


def test_what_was_taken_from_me():
    """Who chose to be told of what is assigned to them learns also that it no longer is."""
    with Office() as office:
        (boss, olena, other), (_, address, _) = desk(office, "en", "en")
        office.change("employee", olena, task_mail="assigned")
        task = given(office, olena)
        office.act(boss, task, assignee_id=other)
        mails = dict(told(5))
        tap.true("Assignee: Коваль Олена → Коваль Олена\n" in text_of(mails[address]), mails)
        office.act(boss, task, **{"#watch": olena})
        office.act(boss, task, **{"#unwatch": olena})
        tap.true(address not in whom(6), "of what they watched no more than of what they watch")


def test_choice_made_meanwhile():
    with Office() as office:
        (boss, olena), _ = desk(office, "ru")
        task = given(office, olena)
        office.act(boss, task, status_id="active")
        tap.equal(send(None, at(1)).code, 69)
        office.change("employee", olena, task_mail="none")
        tap.equal(whom(5), [])
        tap.equal(ask(f"SELECT state, reason FROM delivery WHERE enterprise_id = {office.id}"), [("skipped", "recipient")])


def test_who_is_gone():
    with Office() as office:
        (boss, *others), (_, *addresses) = desk(office, *["ru"] * 5)
        dismissed, locked, sick, moved, late = others
        tasks = [given(office, one) for one in others]
        office.change("employee", dismissed, status="dismissed")
        office.change("employee", sick, status="sick")
        office.change("employee", moved, work_email="moved@work.example")
        tell(f"UPDATE profile SET locked_at = 1 WHERE email = '{addresses[1]}'")
        for task in tasks:
            office.act(boss, task, status_id="review")
        tap.equal(send(None, at(4)).code, 69)
        office.change("employee", late, status="dismissed")
        tap.equal(whom(5), sorted([addresses[2], "moved@work.example"]))
        tap.equal(ask(f"SELECT state, reason FROM delivery WHERE enterprise_id = {office.id} AND employee_id = {late}"), [("skipped", "recipient")])


# --- when it does not go well -----------------------------------------------------------------------

def test_relay_away():
    """What is changed meanwhile is told apart, and nothing twice; how the task stands is what is so when it goes."""
    with Office() as office:
        (boss, olena), _ = desk(office, "en")
        task = given(office, olena)
        office.act(boss, task, at(1), status_id="active")
        tap.equal(send(None, at(2)).code, 69)
        office.act(boss, task, at(3), status_id="review")
        mails = told(4)
        found = sorted(re.findall(r"^Status: .* → .*$", text_of(mail), re.M) for _, mail in mails)
        tap.equal(found, [["Status: In work → Under review"], ["Status: New → In work"]])
        for _, mail in mails:
            tap.true("\nStatus: Under review\n" in text_of(mail) and mail["Date"].startswith("Mon, 01 Jun 2026 12:04"), text_of(mail))


def test_put_off_and_unknown():
    with Office() as office:
        (boss, olena), (_, address) = desk(office, "en")
        task = given(office, olena)
        office.act(boss, task, status_id="active")
        tap.equal(refused([{"at": "rcpt", "reply": "450 4.2.0 later"}], at(1))[0].code, 75)
        tap.equal(whom(10), [address])
        office.act(boss, task, status_id="review")
        tap.equal(refused([{"at": "dot", "cut": "before"}], at(11))[1], [address])
        tap.equal(whom(20), [], "nobody knows whether it came")


def test_no_address():
    """It is held; what is done meanwhile is told apart, and nothing twice."""
    with Office() as office:
        (boss, lost, other), (_, address, known) = desk(office, "en", "en")
        task = given(office, lost)
        for one in task, given(office, other):
            office.act(boss, one, status_id="review")
        tell(f"UPDATE profile SET email = 'nowhere' WHERE email = '{address}'")
        ended = send(server, at(1), "-v")
        tap.equal((ended.code, ended.out), (0, "sent=1 deferred=0 failed=0 unknown=0 held=1 digests=0\n"))
        tap.true("Коваль Олена <nowhere>" in ended.err and ended.err.count("\n") == 1, ended.err)
        tap.equal([letter["Delivered-To"] for letter in came()], [known])
        tell(f"UPDATE profile SET email = '{address}' WHERE email = 'nowhere'; {LET_GO}")
        office.act(boss, task, at(1), status_id="active")
        mails = told(2)
        tap.equal([to for to, _ in mails], [address] * 2)
        tap.equal(sorted(re.findall(r"^Status: .* → .*$", text_of(mail), re.M) for _, mail in mails),
                  [["Status: New → Under review"], ["Status: Under review → In work"]])


def test_several_mailers():
    with Office() as office:
        (boss, *others), (_, *addresses) = desk(office, *["ru"] * 12)
        for employee in others:
            office.act(boss, given(office, employee), status_id="review")
        mailers = [send(server, at(1), "--parallel", "3", "--connections", "2", start=True) for _ in range(3)]
        tap.equal([(mailer.communicate(), mailer.returncode) for mailer in mailers], [(("", ""), 0)] * 3)
        tap.equal(Counter(letter["Delivered-To"] for letter in came()), Counter(addresses))


# --- what is asked for ------------------------------------------------------------------------------

def test_nothing_to_say():
    with Office() as office:
        (boss, olena), _ = desk(office, "ru")
        office.act(boss, given(office, boss), status_id="review")
        faulty = FaultServer()
        tap.equal(tuple(send(faulty, at(1), "-v")), (0, FIGURES % (0, 0), ""))
        faulty.stop()
        tap.equal((faulty.events, ask("SELECT count(*) FROM task_notice")), ([], [(0,)]), "no connection, nothing kept")


def test_only():
    with Office() as office:
        (boss, olena), (_, address) = desk(office, "ru")
        office.act(boss, given(office, olena), status_id="review")
        tap.equal(whom(1, "--only", "campaigns"), [])
        tap.equal(whom(1, "--only", "digests"), [])
        tap.equal(whom(1, "--only", "service"), [address])
        tap.equal(ask("SELECT count(*) FROM delivery_message AS kept JOIN delivery ON delivery.id = kept.id "
                      f"WHERE kind = 'service' AND delivery.enterprise_id = {office.id}"), [(0,)],
                  "what it said is not kept")


try:
    tap.main(globals())
finally:
    close()
