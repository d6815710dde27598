"""Tests in Python that speak TAP: functions named test_*, run in the order of the file."""

import sys
import traceback


def main(namespace):
    tests = [(name, function) for name, function in namespace.items()
             if name.startswith("test_") and callable(function)]
    wanted = [name for name in sys.argv[1:] if name.startswith("test_")]
    if wanted:
        tests = [(name, function) for name, function in tests if name in wanted]
    print(f"1..{len(tests)}", flush=True)
    failed = 0
    for number, (name, function) in enumerate(tests, 1):
        try:
            function()
            print(f"ok {number} {name}", flush=True)
        except Exception:
            failed += 1
            for line in traceback.format_exc().splitlines():
                print(f"# {line}")
            print(f"not ok {number} {name}", flush=True)
    sys.exit(1 if failed else 0)


def short(value):
    text = repr(value)
    return text if len(text) < 600 else f"{text[:400]} … {text[-150:]}"


def equal(got, expected, what=""):
    if got != expected:
        raise AssertionError(f"{what}: got {short(got)}, expected {short(expected)}")


def true(condition, what):
    if not condition:
        raise AssertionError(what)
