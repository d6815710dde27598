"""Letters as another mail parser reads them: Python's email package. Usage: compose.py COMPOSE-TOOL"""

import email
import email.header
import email.policy
import email.utils
import random
import subprocess
import sys

import tap

TOOL = sys.argv[1]

LETTER = {
    "from_name": "Кав'ярня «Зерно»",
    "from_address": "hello@example.com",
    "reply_to": "answer@example.com",
    "to_name": "Олена Коваль",
    "to_address": "olena@example.org",
    "subject": "Добрый день, Олена! Сегодня мы открываем вторую кофейню на Подоле, приходите",
    "text": "Привет, Олена!\n\nЖдём вас.\n",
    "html": "<p>Привет, <b>Олена</b>!</p>\n<p>Ждём вас.</p>\n",
    "message_id": "k2v9m4.7@example.com",
    "dated_at": "1772700000123456",
}


def run(**changes):
    letter = {name: value for name, value in {**LETTER, **changes}.items() if value is not None}
    flat = b"".join(name.encode() + b"\0" + (value if isinstance(value, bytes) else value.encode("utf-8", "surrogateescape"))
                    + b"\0" for name, value in letter.items())
    return subprocess.run([TOOL], input=flat, capture_output=True)


def compose(**changes):
    done = run(**changes)
    tap.equal(done.returncode, 0, done.stderr.decode())
    return done.stdout, done.stderr.decode().split()


def parse(raw):
    return email.message_from_bytes(raw, policy=email.policy.SMTP)


def refused(word, **changes):
    done = run(**changes)
    tap.equal(done.returncode, 1, f"{changes}")
    tap.equal(done.stdout, b"", "nothing comes out")
    tap.true(word in done.stderr.decode(), f"{word!r} in {done.stderr.decode()!r}")


def wire_rules(raw, eight_bit_header=False):
    tap.true(raw.endswith(b"\r\n"), "ends with CRLF")
    tap.equal(raw.count(b"\r\n"), raw.count(b"\n"), "no bare LF")
    tap.equal(raw.count(b"\r\n"), raw.count(b"\r"), "no bare CR")
    tap.true(b"\0" not in raw, "no NUL")
    tap.true(max(map(len, raw.split(b"\r\n"))) <= 998, "no line over 998 bytes")
    head, body = raw.split(b"\r\n\r\n", 1)
    tap.true(body.isascii() and (eight_bit_header or head.isascii()), "ASCII")


def content(message, kind):
    return message.get_body((kind,)).get_content().replace("\r\n", "\n")


def words(value):
    """RFC 2047 by email.header: the newer API of Python 3.11 keeps the blanks between two encoded words of a name."""
    return str(email.header.make_header(email.header.decode_header(value)))


def name_and_address(raw, header):
    value = email.message_from_bytes(raw)[header]
    name, address = email.utils.parseaddr(value)
    tap.equal(len(email.utils.getaddresses([value])), 1, value)
    return words(name), address


def test_headers():
    raw, envelope = compose()
    wire_rules(raw)
    m = parse(raw)
    tap.equal(m.defects, [], "defects")
    tap.equal(str(m["Subject"]), LETTER["subject"])
    tap.equal(m["From"].addresses[0].display_name, LETTER["from_name"])
    tap.equal(m["From"].addresses[0].addr_spec, "hello@example.com")
    tap.equal(m["To"].addresses[0].display_name, LETTER["to_name"])
    tap.equal(m["To"].addresses[0].addr_spec, "olena@example.org")
    tap.equal(m["Reply-To"].addresses[0].addr_spec, "answer@example.com")
    tap.equal(m["Message-ID"], "<k2v9m4.7@example.com>")
    tap.equal(m["Date"].datetime.timestamp(), 1772700000.0)
    tap.equal(m["MIME-Version"], "1.0")
    for header in ("List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted", "Precedence"):
        tap.equal(m[header], None, header)
    for header in m.keys():
        tap.equal(len(m.get_all(header)), 1, f"{header} stands once")
    tap.equal(envelope, ["hello@example.com", "olena@example.org", "0"])


def test_bodies():
    m = parse(compose()[0])
    tap.equal(m.get_content_type(), "multipart/alternative")
    tap.equal([part.get_content_type() for part in m.iter_parts()], ["text/plain", "text/html"])
    tap.equal(content(m, "plain"), LETTER["text"])
    tap.equal(content(m, "html"), LETTER["html"])
    for part in m.iter_parts():
        tap.equal(part.defects, [], "defects")
        tap.equal(part.get_content_charset(), "utf-8")


def test_same_input_same_bytes():
    tap.equal(compose(), compose())


def test_plain_alone():
    m = parse(compose(html=None)[0])
    tap.equal(m.get_content_type(), "text/plain")
    tap.equal(m.get_content().replace("\r\n", "\n"), LETTER["text"])


def test_encodings():
    m = parse(compose(text="Only = ASCII\n", html="<p>Кириллица и ещё кириллица</p>")[0])
    tap.equal(m.get_body(("plain",))["Content-Transfer-Encoding"], "quoted-printable")
    tap.equal(m.get_body(("html",))["Content-Transfer-Encoding"], "base64")


def test_bodies_that_break_mailers():
    long_line = "<p>" + "слово " * 5000 + "</p>"
    for body in ["", "\n", ".\n", "\n.\n.\n..\n", "From me\n", "a" * 5000, "a " * 3000, long_line,
                 "trailing \t \nblanks  \n", "=\n==3D\n", "x=\n", "--=_a\n", "\u2028\n", "tab\tand\x0bvt\n",
                 "😀" * 400, "a\r\nb\rc\nd"]:
        raw, _ = compose(text=body, html=body)
        wire_rules(raw)
        m = parse(raw)
        expected = body.replace("\r\n", "\n").replace("\r", "\n")
        expected += "" if expected.endswith("\n") else "\n"
        for kind in ("plain", "html"):
            tap.equal(content(m, kind), expected, repr(body[:40]))


def test_large_body():
    body = "<p>Абзац &amp; текст</p>\n" * (5 * 1024 * 1024 // 35)
    raw, _ = compose(html=body)
    wire_rules(raw)
    tap.equal(content(parse(raw), "html"), body)


def test_long_headers_fold():
    subject = "Очень длинная тема " * 14
    name = "Товариство з обмеженою відповідальністю " * 5
    raw, _ = compose(subject=subject.strip(), from_name=name.strip())
    wire_rules(raw)
    tap.true(max(map(len, raw.split(b"\r\n\r\n")[0].split(b"\r\n"))) <= 100, "folded")
    tap.equal(str(parse(raw)["Subject"]), subject.strip())
    tap.equal(name_and_address(raw, "From"), (name.strip(), "hello@example.com"))


def test_subjects():
    for subject in ["", " ", "a", "ASCII only", "=?utf-8?q?not=20encoded?=", "a  b", "x" * 900, "ї" * 255, "😀 é ß",
                    'quotes " and \\ and (brackets)', "trailing ", "С новым годом=?!"]:
        raw, _ = compose(subject=subject)
        wire_rules(raw)
        got = str(parse(raw)["Subject"])
        tap.equal(got.strip(), subject.strip(), "subject")


def test_display_names():
    for name in ['Петров, Пётр', 'O"Reilly', "back\\slash", "a@b", "<x>", "(c) co", "Dot. Ted", "=?utf-8?q?x?=", "ї" * 80]:
        raw, _ = compose(from_name=name, to_name=name)
        wire_rules(raw)
        tap.equal(name_and_address(raw, "From"), (name, "hello@example.com"))
        tap.equal(name_and_address(raw, "To"), (name, "olena@example.org"))


def test_no_names():
    raw, _ = compose(from_name="", to_name=None)
    tap.equal(parse(raw)["From"], "hello@example.com")
    tap.equal(parse(raw)["To"], "olena@example.org")


def test_international_domain():
    raw, envelope = compose(to_address="Olena@приклад.укр", from_address="hello@кава.укр")
    wire_rules(raw)
    tap.equal(envelope, ["hello@xn--80aaf4a.xn--j1amh", "Olena@xn--80aikifvh.xn--j1amh", "0"])
    tap.equal(parse(raw)["To"].addresses[0].addr_spec, "Olena@xn--80aikifvh.xn--j1amh")


def test_international_local_part():
    raw, envelope = compose(to_address="олена@приклад.укр")
    wire_rules(raw, eight_bit_header=True)
    tap.equal(envelope[1:], ["олена@xn--80aikifvh.xn--j1amh", "1"])
    tap.true("<олена@xn--80aikifvh.xn--j1amh>".encode() in raw, "the address stands as it is")
    tap.equal(compose(reply_to="олена@example.org")[1][2], "1")


def test_unsubscribe_url():
    url = "https://crm.example/u/" + "a2" * 13
    raw, _ = compose(unsubscribe_url=url, unsubscribe_mail="mailto:a@b.ua")
    tap.equal(parse(raw)["List-Unsubscribe"], f"<{url}>")
    tap.equal(parse(raw)["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")


def test_unsubscribe_mail():
    raw, _ = compose(unsubscribe_mail="mailto:stop@example.com?subject=unsubscribe%20abc")
    tap.equal(parse(raw)["List-Unsubscribe"], "<mailto:stop@example.com?subject=unsubscribe%20abc>")
    tap.equal(parse(raw)["List-Unsubscribe-Post"], None)


def test_long_unsubscribe_url_is_not_cut():
    url = "https://crm.example/" + "x" * 400
    raw, _ = compose(unsubscribe_url=url)
    wire_rules(raw)
    unfolded = raw.replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ")
    tap.true(f"<{url}>".encode() in unfolded, "the link is whole")


def test_service_headers():
    m = parse(compose(automatic="1")[0])
    tap.equal((m["Auto-Submitted"], m["Precedence"]), ("auto-generated", None))
    m = parse(compose(bulk="1")[0])
    tap.equal((m["Auto-Submitted"], m["Precedence"]), (None, "bulk"))


def test_verp():
    _, envelope = compose(bounce_box="bounces@example.net")
    tap.equal(envelope, ["bounces+k2v9m4.7@example.net", "olena@example.org", "0"])


def test_injection_is_refused():
    for evil in ["a\r\nBcc: x@example.com", "a\nb", "a\rb", "a\x01b", "a\x7fb", "\r\n\r\nbody"]:
        for header in ("subject", "from_name", "to_name"):
            refused("control character", **{header: evil})
        for header in ("from_address", "to_address", "reply_to"):
            refused("control character", **{header: f"a@b.ua{evil}"})
        refused("", message_id=f"a@b.ua{evil}")
    for url in ["https://x/\r\nBcc: a@b.ua", "https://x/> <mailto:a@b.ua", "https://x/ y", "https://x/ї"]:
        refused("no URL", unsubscribe_url=url)
        refused("no URL", unsubscribe_mail=url)
    refused("UTF-8", subject=b"a\xff")


def test_bad_addresses_are_refused():
    for address in ["", "a", "a@b@c.ua", "<a@b.ua>", "a@b.ua,c@d.ua", "a b@c.ua", "a@b.ua> SIZE=1"]:
        refused("", to_address=address)
        refused("", from_address=address)
    for message_id in ["", "a", "a@", "@b", "<a@b>", "a@b c", "a b@c", "ї@b"]:
        refused("Message-ID", message_id=message_id)


def test_random_letters():
    random.seed(7)
    letters = "abcXYZ 0123 .,=?_-'\"\\<>()@;:їЇжЖéß漢😀\u00a0\u0301"
    for _ in range(60):
        subject, name = ("".join(random.choices(letters, k=random.randint(0, 200))) for _ in range(2))
        text = "".join(random.choices(letters + "\n.", k=random.randint(0, 2000)))
        raw, _ = compose(subject=subject, from_name=name, to_name=name, text=text, html=text)
        wire_rules(raw)
        m = parse(raw)
        tap.equal(str(m["Subject"]).split(), subject.split(), "subject")
        for header, address in (("From", "hello@example.com"), ("To", "olena@example.org")):
            got = name_and_address(raw, header)
            tap.equal((got[0].split(), got[1]), (name.split(), address), header)
        tap.equal(content(m, "html"), text + ("" if text.endswith("\n") else "\n"))


tap.main(globals())
