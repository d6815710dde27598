#!/usr/bin/env bash
# scripts/update-po and scripts/msgfmt-unique: each fault of a .po file is found, doubles that come
# from united files build, and an update loses nothing that is still said.
set -euo pipefail
# shellcheck source=tests/packaging/tap.bash
. "$G_TEST_SRCDIR/packaging/tap.bash"

mkdir -p "$here/house"/{core,po,scripts}
cp "$root/scripts/update-po" "$here/house/scripts/"
cd "$here/house"
echo ru >po/LINGUAS
cat >core/a.c <<'C'
a = _("open"); b = _("%d clients found"); c = N_("two\nlines"); d = C_("letter", "body");
e = g_dngettext(GETTEXT_PACKAGE, "one row", "%d rows", n);
C

header() {
    printf 'msgid ""\nmsgstr ""\n"Language: ru\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    printf '"Plural-Forms: nplurals=3; plural=(n%%10==1 ? 0 : n%%10>=2 ? 1 : 2);\\n"\n\n'
}
whole() {
    header
    cat <<'PO'
# core/a
msgid "open"
msgstr "открыть"

msgid "%d clients found"
msgstr "найдено клиентов: %d"

msgid ""
"two\n"
"lines"
msgstr ""
"две\n"
"строки"

msgctxt "letter"
msgid "body"
msgstr "текст"

msgid "one row"
msgid_plural "%d rows"
msgstr[0] "%d строка"
msgstr[1] "%d строки"
msgstr[2] "%d строк"
PO
}
# checks WORDS FOUND: the file po/ru.po as it stands is refused, with FOUND among the reasons.
checks() {
    call scripts/update-po --check
    ok "$1" has "$out" "$2"
    ok '  and fails' is "$code$(grep -c '^not ok - ru' "$here/.out")" 11
}

whole >po/ru.po
call scripts/update-po --check
ok 'a whole file passes' is "$code$out" $'0ok - ru\n1..1'

whole | sed '/^msgid "open"/,+2d' >po/ru.po
checks 'a missing text is found' 'not translated: open'
whole | sed 's/^msgstr "текст"/msgstr ""/' >po/ru.po
checks 'an empty translation is found' 'not translated: body'
whole | sed '/^"две/,/^"строки/d' >po/ru.po
checks 'an empty translation of several lines is found' 'not translated: two\nlines'
whole | sed 's/^msgstr\[1\].*/msgstr[1] ""/' >po/ru.po
checks 'a missing plural is found' ': one row'
{ whole; printf '\nmsgid "gone"\nmsgstr "нет"\n'; } >po/ru.po
checks 'a text nobody says any more is found' 'no longer in the sources: gone'
{ whole; printf '\nmsgid "open"\nmsgstr "раскрыть"\n'; } >po/ru.po
checks 'a double is found' 'broken or double'
whole | sed 's/клиентов: %d/клиентов: %s/' >po/ru.po
checks 'a format that differs is found' 'its format differs: %d clients found'
whole | sed 's/^msgid "open"/#, fuzzy\n&/' >po/ru.po
checks 'a fuzzy translation is found' 'fuzzy'
whole | sed 's/^msgstr "открыть"/msgstr "открыть/' >po/ru.po
checks 'a broken file is found' 'broken or double'

{ whole; printf '\nmsgid "open"\nmsgstr "раскрыть"\n'; } >po/ru.po
call "$root/scripts/msgfmt-unique" po/ru.po -o "$here/ru.mo"
ok 'a double does not stop the build' is "$code" 0
ok 'the first translation counts' has "$(msgunfmt "$here/ru.mo")" '"открыть"'

{ whole | sed '/^msgid "open"/,+2d'; printf '\nmsgid "gone"\nmsgstr "нет"\n\nmsgid "%%d clients found"\nmsgstr "вторая %%d"\n'; } >po/ru.po
call scripts/update-po
ok 'an update succeeds' is "$code" 0
ok 'it adds what is new' grep -qx 'msgid "open"' po/ru.po
ok 'it removes what is gone' is "$(grep -c gone po/ru.po)" 0
ok 'it keeps the first of two' grep -qx 'msgstr "найдено клиентов: %d"' po/ru.po
ok 'it drops the second' is "$(grep -c 'вторая' po/ru.po)" 0
ok 'it keeps several lines' grep -qx '"строки"' po/ru.po
sed -i '/^msgid "open"/,/^msgstr/s/^msgstr.*/msgstr "открыть"/' po/ru.po
call scripts/update-po --check
ok 'what it leaves is whole once translated' is "$code" 0
cp po/ru.po "$here/before.po"
call scripts/update-po
ok 'a second update changes nothing' cmp po/ru.po "$here/before.po"
done_testing
