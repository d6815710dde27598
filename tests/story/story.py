"""From an empty base to letters delivered, as the README tells it. Usage: story.py BUILD-FOLDER

Every step but the import and the mailer is done in the client, by keys; codes and invitations are read from what
the relay, a real Postfix, delivered. The chapters follow one another: each stands on what those before it did.
"""

import csv
import html
import sys
from collections import Counter
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

import world as stage

tap = stage.tap
world = stage.World(sys.argv[1])
OWNER, MANAGER = "oksana@firm.example", "bohdan@firm.example"
CLIENT = "daria@client.example"
TEXTS = ["Привіт, {}!", "{}, чекаємо на вас: Ґудзь, Їжак і Є."]
LETTERS = [("Вітання", "Вітаємо в кав'ярні «Кава та їжа»!", f"<p>{TEXTS[0].format('{имя|друг}')}</p>"),
           ("Подарунок", "Кава — за наш рахунок", f"<p>{TEXTS[1].format('{имя|друг}')}</p>")]
SIGNATURE = "<p>{сотрудник|Команда}, {предприятие}</p>"
GUESTS = 1000


def address_of(number):
    return f"guest{number}@guests.example"


def name_of(number):
    return ["Ґалина", "Мар'яна", "Її", "Юрій", ""][number % 5]


def test_sign_up():
    world.make_base("2026-07-01T09:30:00")
    person = world.client("2026-07-01T09:31:00")
    person.sees("UkrCRM: вход")
    person.button("Регистрация")
    person.sees("Регистрация", "Фамилия", "Язык Русский")
    person.fill("Шевченко", "Оксана", None, OWNER, None, None)
    person.fill_password()
    person.save("Введите код, который пришёл в письме.")
    world.mail("2026-07-01T09:32:00")
    person.type(world.mailed_code(OWNER))
    person.save("Мои бизнесы", "Шевченко Оксана")
    person.leave()


def sign_in(time, address):
    person = world.client(time)
    person.sees("UkrCRM: вход")
    person.fill(address, stage.PASSWORD)
    person.press("Enter")
    person.sees("Мои бизнесы")
    return person


def enter_as_employee(person):
    person.press("1")
    person.sees("Полное название * Кав'ярня")
    person.button("Войти как сотрудник")
    person.sees("[СОТРУДНИК] Кав'ярня › Задачи")


def test_enterprise_and_invitation():
    person = sign_in("2026-07-01T09:40:00", OWNER)
    person.press("1")
    person.sees("Полное название")
    person.type("Кав'ярня")
    person.save("Предприятия", "1 Кав'ярня")
    enter_as_employee(person)
    person.line("Добавить сотрудника", "Роль")
    person.fill(MANAGER, None, "Менеджер з продажу")
    person.save("› Сотрудники", "Шевченко")
    person.leave()


def test_manager_accepts():
    world.mail("2026-07-01T09:45:00")
    person = world.client("2026-07-01T09:46:00")
    person.sees("UkrCRM: вход")
    person.button("Меня пригласили")
    person.sees("Код из письма", "Язык Русский")
    person.fill(world.mailed_code(MANAGER), "Бондаренко", "Богдан", None, MANAGER, None, None)
    person.fill_password()
    person.save("Мои бизнесы", "1 Кав'ярня")
    person.leave()


def manager_at_work(time):
    person = sign_in(time, MANAGER)
    person.menu = [line for line in stage.EMPLOYEE_MENU if line != "Добавить сотрудника"]
    enter_as_employee(person)
    return person


def test_content():
    person = manager_at_work("2026-07-01T09:50:00")
    person.line("Добавить клиента", "Клиент: добавление")
    person.fill("Гончар", "Дар'я", None, None, CLIENT)
    person.save("› Клиенты", "Гончар")
    for name, subject, html in LETTERS:
        person.line("Добавить тему", "Тема: добавление")
        person.type(subject)
        person.save("› Темы", subject[:15])
        person.line("Добавить текст", "Текст: добавление")
        person.fill(name, html)
        person.save("› Тексты", name)
    person.line("Добавить подпись", "Подпись: добавление")
    person.fill("Підпис", SIGNATURE)
    person.save("› Подписи", "Підпис")
    for name, subject, html in LETTERS:
        person.line("Добавить письмо", "Письмо: добавление")
        person.fill(name, [subject[:10]], [name], ["Підпис"])
        person.save("› Письма", name)
    person.leave()


def test_campaign():
    person = manager_at_work("2026-07-01T09:55:00")
    person.line("Добавить рассылку", "Рассылка: добавление")
    person.type("Знайомство")
    person.save("› Рассылки", "Знайомство")
    person.press("Enter")
    person.sees("Название * Знайомство")
    person.button("Цепочка писем")
    person.sees("F7 добавит первое письмо")
    for name, _, _ in LETTERS:
        person.press("F7")
        person.sees("Найти:")
        person.choose(name)
        person.sees("● ", name, "ждут здесь: 0")
    person.press("F4")
    person.sees("Дней")
    person.press("BSpace", "2", "F2")
    person.sees("через 2 дня")
    person.press("F2")
    person.look_for("не сохранено", absent=True)
    person.press("F10")
    person.sees("Название * Знайомство")
    person.press("F10")
    person.sees("› Рассылки")
    person.line("Все клиенты", "› Клиенты", "Гончар")
    person.press("Enter")
    person.sees("Фамилия", "Гончар")
    person.button("Рассылка")
    person.sees("Отправить сразу [ ]")
    person.fill(["Знай"], None)
    person.type(" ")
    person.sees("Рассылка * Знайомство", "Отправить сразу [✓]")
    person.press("F2")
    person.look_for("Отправить сразу", absent=True)
    person.button("Письма")
    person.sees("Письма этого клиента", "Вітання", "уйдёт при следующем проходе")
    person.press("Escape")
    person.look_for("Письма этого клиента", absent=True)
    person.press("F10")
    person.sees("› Клиенты")
    person.leave()


def test_list():
    person = manager_at_work("2026-07-01T10:00:00")
    person.line("Добавить список", "Список: добавление")
    person.type("Гості")
    person.save("› Списки", "Гості")
    person.press("Enter")
    person.sees("Название * Гості")
    person.button("Рассылки")
    person.sees("+  Прикрепить рассылку…")
    person.press("Enter")
    person.sees("Найти:")
    person.choose("Знай")
    person.sees("В списке 0 клиентов.", "начинать сразу")
    person.press("F2")
    person.look_for("В списке 0 клиентов.", absent=True)
    person.button("Рассылки")
    person.sees("Рассылки этого списка", "Знайомство")
    person.press("Escape")
    person.look_for("Рассылки этого списка", absent=True)
    person.press("F10")
    person.sees("› Списки")
    person.leave()


def test_import():
    with open(world.path("guests.csv"), "w", encoding="cp1251", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(["Прізвище", "Ім'я", "E-mail", "Телефон"])
        rows.writerows([f"Їжакевич-{n}", name_of(n), address_of(n), f"067{n:07}"] for n in range(GUESTS))
    told = world.run("ukrcrm-admin", "2026-07-01T10:30:00", "import", world.path("guests.csv"), "--enterprise", "1",
                     "--list", "Гості", "--start-campaigns")
    tap.equal(told, f"created={GUESTS} updated=0 skipped=0 rejected=0 members={GUESTS}\n")


def test_four_days():
    """The timer starts the mailer before the window, in it, at its end and after it; the rest of the time nothing is due."""
    sent = {f"2026-07-0{day}T{time}": world.mail(f"2026-07-0{day}T{time}")
            for day in (1, 2, 3, 4) for time in ("08:59:00", "10:45:00", "17:45:00", "18:00:00")
            if (day, time) > (1, "10:30")}
    tap.equal({time: letters for time, letters in sent.items() if letters},
              {"2026-07-01T10:45:00": GUESTS + 1, "2026-07-03T10:45:00": GUESTS + 1})


def test_letters():
    """What arrived, read by Python's own parser."""
    everybody = {CLIENT: "Дар'я", **{address_of(n): name_of(n) for n in range(GUESTS)}}
    got = Counter()
    for letter in world.relay.letters():
        address, subject = letter["Delivered-To"], letter["Subject"]
        if address not in everybody:
            continue
        got[address, subject] += 1
        number = [row[1] for row in LETTERS].index(subject)
        local = parsedate_to_datetime(letter["Date"]).astimezone(ZoneInfo("Europe/Kyiv"))
        tap.true(local.day == [1, 3][number] and 9 <= local.hour < 18, letter["Date"])
        tap.true(letter["List-Unsubscribe"].startswith("<mailto:crm@firm.example?"), letter["List-Unsubscribe"])
        greeting = TEXTS[number].format(everybody[address] or "друг")
        for kind in "plain", "html":
            text = html.unescape(letter.get_body([kind]).get_content())
            tap.true(greeting in text and "Команда, Кав'ярня" in text, text)
    tap.equal(got, Counter({(address, row[1]): 1 for address in everybody for row in LETTERS}))


def test_the_end():
    tap.equal(world.run("ukrcrm-admin", "2026-07-04T19:00:00", "check"), "база исправна\n")
    person = manager_at_work("2026-07-04T19:00:00")
    person.line("Все клиенты", "› Клиенты")
    person.press("F3")
    person.type("Гончар")
    person.sees("1 / 1")
    person.press("Enter", "Enter")
    person.sees("Фамилия", "Гончар")
    person.button("Письма")
    person.sees("завершена", "Вітання     отправлено 01.07.2026", "Подарунок   отправлено 03.07.2026")


try:
    tap.main(globals())
finally:
    world.close()
