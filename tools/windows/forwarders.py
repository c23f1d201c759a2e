"""Libraries whose every export leads to another one: what Wine or the interpreter lacks."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
GCC, OBJDUMP = "x86_64-w64-mingw32-gcc", "x86_64-w64-mingw32-objdump"
MATH = "api-ms-win-crt-math-l1-1-0.dll"
"""Microsoft's mathematics, of which Wine 8 has no complex functions."""
OURS = "srx-ms-win-crt-math-l1-1-0.dll"
"""In its place; as long as its name, for it is written over it."""
COMPLEX = re.compile(
    r"c(real|imag|abs|arg|conj|exp|log|log10|sqrt|pow|proj|a?sin|a?cos|a?tan|a?sinh|a?cosh|a?tanh)(f?)"
)


def run(*command: object) -> str:
    """What a command prints. Raises CalledProcessError, with what it says on its stderr told."""
    done = subprocess.run([*map(str, command)], stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def exports(library: Path) -> list[str]:
    """Names that a DLL offers."""
    _, _, names = run(OBJDUMP, "-p", library).partition("[Ordinal/Name Pointer] Table")
    return re.findall(r"^\s*\[ *\d+\](?: \+base\S+ +[0-9a-f]+)? ([A-Za-z_]\w*)$", names, re.M)


def imports(library: Path, of: str) -> list[str]:
    """Names that a DLL asks another one for."""
    found: list[str] = []
    asked = ""
    with subprocess.Popen([OBJDUMP, "-p", library], stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            if line.startswith("The Function Table"):  # millions of lines, and no import among them
                process.kill()
                break
            if name := re.match(r"\s+DLL Name: (\S+)", line):
                asked = name[1].lower()
            elif asked == of and (name := re.match(r"\s+[0-9a-f]+\s+\d+\s+([A-Za-z_]\w*)$", line)):
                found.append(name[1])
    return found


def build(target: Path, lines: Iterable[str], source: Path, *options: str) -> None:
    """A DLL of a C file whose exports are told line by line, as a definition file has them."""
    definition = target.with_suffix(".def")
    definition.write_text("\n".join([f'LIBRARY "{target.name}"', "EXPORTS", *lines, ""]), "utf-8")
    run(GCC, "-shared", "-O1", "-o", target, source, definition, *options)
    definition.unlink()


def stable_interface(python: Path) -> None:
    """python3.dll beside pythonXY.dll; of its names those that are no stable interface, too."""
    lines = [f"  {name} = {python.stem}.{name}" for name in exports(python)]
    build(python.with_name("python3.dll"), lines, HERE / "nothing.c", "-nostdlib")


def complex_mathematics(packages: Path, beside: Path) -> int:
    """Put ``OURS`` beside the interpreter and have all binaries that want complex functions ask it.

    Returns:
        How many binaries that are.
    """
    binaries = [p for end in ("pyd", "dll") for p in sorted(packages.rglob(f"*.{end}"))]
    # Most do not name it at all, and reading them through is quicker than asking objdump.
    wanted = {p: imports(p, MATH) for p in binaries if MATH.encode() in p.read_bytes()}
    affected = [p for p, names in wanted.items() if any(COMPLEX.fullmatch(n) for n in names)]
    names = sorted({name for path in affected for name in wanted[path]})
    source = beside / "complex.c"
    source.write_text("\n".join(["#include <complex.h>", *definitions(names), ""]), "utf-8")
    lines = (f"  {n} = {'our_' + n if COMPLEX.fullmatch(n) else 'ucrtbase.' + n}" for n in names)
    build(beside / OURS, lines, source, "-fno-builtin", "-static-libgcc")
    source.unlink()
    for path in affected:
        path.write_bytes(path.read_bytes().replace(MATH.encode(), OURS.encode()))
    return len(affected)


def definitions(names: Iterable[str]) -> Iterator[str]:
    """In C: Microsoft hands complex numbers over as structures, GCC by another convention."""
    for kind, real in (("float", "float"), ("double", "double")):
        yield f"typedef struct {{ {real} re, im; }} {kind}_pair;"
        yield f"typedef union {{ {kind}_pair pair; {kind} _Complex value; }} {kind}_both;"
    for name in names:
        if not (found := COMPLEX.fullmatch(name)):
            continue
        kind = "float" if found[2] else "double"
        operands = ("a", "b") if found[1] == "pow" else ("a",)
        given = ", ".join(f"{kind}_pair {each}" for each in operands)
        values = ", ".join(f"(({kind}_both){{.pair = {each}}}).value" for each in operands)
        if found[1] in ("real", "imag", "abs", "arg"):
            yield f"{kind} our_{name}({given}) {{ return {name}({values}); }}"
        else:
            yield (
                f"{kind}_pair our_{name}({given}) "
                f"{{ return (({kind}_both){{.value = {name}({values})}}).pair; }}"
            )
