#!/usr/bin/env bash
# scripts/picture: what stands on the screen stands in the picture, in its place and colour.
set -euo pipefail
# shellcheck source=tests/packaging/tap.bash
. "$G_TEST_SRCDIR/packaging/tap.bash"

# drawn SCREEN OPTION…: the picture of SCREEN (printf's escapes) in $out.
drawn() {
    # shellcheck disable=SC2059 # escapes are the point
    printf "$1" >"$here/screen"
    shift
    code=0
    out=$("$root/scripts/picture" "$@" <"$here/screen" 2>"$here/.err") || code=$?
    err=$(cat "$here/.err")
}
well_formed() { python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parseString(sys.argv[1])' "$out"; }

drawn 'a<b>&"c" \033[1mЖирно\033[0m\n\n' --title 'Клиенты & списки'
ok 'a screen makes a picture' is "$code$err" 0
ok 'the picture is XML' well_formed
ok 'its title is told' has "$out" '<title>Клиенты &amp; списки</title>'
ok 'signs of XML are text' has "$out" '>a&lt;b&gt;&amp;"c"</text>'
ok 'bold text is bold' has "$out" 'font-weight="bold">Жирно</text>'
ok 'each stands in its column' has "$out" 'x="87.6"'
ok 'empty rows at the end are no part of it' has "$out" 'height="42"'

drawn '\033[38;5;210mred\033[48;5;22m \033[97;44mwhite\033[0;38;2;1;2;3mown\033[7mturned'
ok 'a colour of the cube' has "$out" 'fill="#ff8787">red<'
ok 'the ground of a blank' has "$out" 'fill="#005f00"/>'
ok 'a bright one of the sixteen' has "$out" 'fill="#ffffff">white<'
ok 'its ground' has "$out" 'fill="#0000ee"/>'
ok 'a colour by its parts' has "$out" 'fill="#010203">own<'
ok 'reversed text takes the ground for its colour' has "$out" 'fill="#101010">turned<'

drawn '\033[38;5;244mgrey\033[39mplain\n\033[4mnext'
ok 'a grey' has "$out" 'fill="#808080">grey<'
ok 'the colour ends where it is taken back' has "$out" 'fill="#d0d0d0">plain<'
ok 'the next row stands a line lower' has "$out" 'y="43.5"'
ok 'underlined text is underlined' has "$out" 'text-decoration="underline">next<'

drawn '┌─▀█a'
ok 'frames and blocks are drawn, letters are text' is "$(grep -o '>[^<]*</text>' <<<"$out")" '>a</text>'
ok 'an upper half is half a cell' has "$out" 'width="8.4" height="9"'

drawn '漢a'
ok 'a wide letter takes two columns' has "$out" 'x="28.8" y="25.5" textLength="8.4"'
drawn 'и\314\206x'
ok 'a mark stays with its letter' has "$out" $'>\u0438\u0306x'
drawn 'a\033]8;;x\007b\033[?25lc\033(Bd'
ok 'other sequences leave no trace' has "$out" '>abcd</text>'

drawn 'long line\n2\n3' --size 4x2
ok '--size cuts columns' has "$out" '>long</text>'
ok '--size cuts rows' is "$(grep -c '>3<' <<<"$out")" 0
ok '--size decides the size' has "$out" 'width="57.6" height="60"'
drawn 'x' --size 4
ok 'a size that is none is refused' is "$code" 2
done_testing
