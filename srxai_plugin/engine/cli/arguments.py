"""What several commands of ``srxai`` have in common: region, methods, progress, ctrl-C."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, Optional, get_args, get_type_hints

from srxai_plugin.contract.constraints import Rules, rules
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.fields import SMALLEST_TILE
from srxai_plugin.contract.geometry import Bounds, Region, Window
from srxai_plugin.contract.progress import Progress
from srxai_plugin.contract.requests import ExplainRequest, Method, Parameter, number_or_text
from srxai_plugin.engine.machine.files import is_file
from srxai_plugin.engine.machine.progress import words_of

COORDINATES = ("--region", "--window", "--sr-window")


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, like every other error of this program."""

    def error(self, message: str) -> NoReturn:
        raise BadInput(f"{message}. See '{self.prog} --help'.")


def add_region(command: argparse.ArgumentParser) -> None:
    """``--region``, ``--window``, ``--sr-window`` or ``--polygon``; ``--region-crs`` is the first
    one's."""
    where = command.add_mutually_exclusive_group(required=True)
    where.add_argument("--region", metavar="XMIN,YMIN,XMAX,YMAX", help="in map units")
    where.add_argument("--window", metavar="COL,ROW,WIDTH,HEIGHT", help="in pixels of the raster")
    where.add_argument(
        "--sr-window",
        metavar="COL,ROW,WIDTH,HEIGHT",
        help="in super-resolved pixels of the whole raster",
    )
    where.add_argument(
        "--polygon",
        metavar="FILE.geojson",
        type=Path,
        help="all polygons of a GeoJSON file; longitude and latitude unless it says otherwise",
    )
    command.add_argument(
        "--region-crs", metavar="CRS", help="of --region, as EPSG:n; the raster's own if not given"
    )


def add_settings(command: argparse.ArgumentParser) -> None:
    """``--set``, as often as there are parameters to set."""
    command.add_argument(
        "--set",
        metavar="METHOD.NAME=VALUE",
        action="append",
        default=[],
        help="a parameter of a method or of the objective, as in lam.steps=50",
    )


def add_field(
    command: argparse.ArgumentParser,
    request: type,
    field: str,
    words: str = "",
    option: Optional[str] = None,
    **more: Any,
) -> None:
    """An option for a field of a request: type, default and what it can hold are the field's.

    Args:
        words: what it means; what it can hold, and the default, are said behind it.
        option: where it is not called like the field; with ``action="append"`` it gives one item.
    """
    known, kind = rules(request, field), _kind(get_type_hints(request)[field])
    option = option or f"--{field}"
    if "action" not in more:
        more["default"] = getattr(request, field)
    one = Rules(known.items or known.own)
    are_shown = bool(known.choices) and not known.items
    more.setdefault("metavar", "|".join(known.choices) if are_shown else "N")
    told = [] if are_shown else [constraint.words for constraint in one.own]
    told += [f"default {more['default']}"] if more.get("default") not in (None, []) else []
    words += f" ({', '.join(told)})" if told else ""
    command.add_argument(option, type=_checked(kind, one, option), help=words, **more)


def _kind(hint: Any) -> Callable[[str], Any]:
    """What a text becomes: the type of a field, or of its items."""
    while get_args(hint):
        hint = get_args(hint)[0]
    return hint


def _checked(kind: Callable[[str], Any], known: Rules, option: str) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        value = kind(text)
        known.refuse(option, value)
        return value

    read.__name__ = kind.__name__  # argparse says "invalid int value"
    return read


def add_machine(command: argparse.ArgumentParser, threads: str = "CPU threads") -> None:
    """``--device`` and ``--threads``."""
    add_field(command, ExplainRequest, "device", "where networks run")
    add_field(command, ExplainRequest, "threads", threads)


def add_reading(command: argparse.ArgumentParser) -> None:
    """How the raster is read, and on what the network runs."""
    words = (
        f"raster pixels around the region; without, a tile of at least {SMALLEST_TILE} × "
        f"{SMALLEST_TILE}"
    )
    add_field(command, ExplainRequest, "context", words, metavar="PIXELS")
    words = "raster bands for the network's inputs; else by what they are"
    command.add_argument("--bands", metavar="1,2,3", help=words)
    add_field(command, ExplainRequest, "scaling", "raster values to 0-1")
    add_machine(command)
    add_field(command, ExplainRequest, "seed", "of the random baseline and the measures")


def region_of(options: argparse.Namespace) -> Region:
    """Raises BadInput for what is no region."""
    if options.region_crs and not options.region:
        raise BadInput("--region-crs goes with --region only.")
    if options.region:
        xmin, ymin, xmax, ymax = numbers("--region", options.region, float, count=4)
        return Region(bounds=Bounds(xmin, ymin, xmax, ymax, options.region_crs))
    if options.polygon:
        # Imported here, so that other commands do not wait for shapely.
        from srxai_plugin.engine.imagery.geojson import read_polygon

        return Region(polygon=read_polygon(options.polygon))
    if options.window:
        return Region(window=Window(*numbers("--window", options.window, int, count=4)))
    return Region(sr_window=Window(*numbers("--sr-window", options.sr_window, int, count=4)))


def methods_of(ids: Sequence[str], settings: Sequence[str]) -> tuple[Method, ...]:
    """Methods with the parameters that ``--set`` gave them. Raises BadInput for others'."""
    parameters: dict[str, dict[str, Parameter]] = {id: {} for id in ids}
    for setting in settings:
        target, equals, value = setting.partition("=")
        id, dot, name = target.partition(".")
        if not (equals and dot):
            raise BadInput(f"--set takes METHOD.NAME=VALUE, as in lam.steps=50, not '{setting}'.")
        if id not in parameters:
            raise BadInput(f"--set {setting}: the method '{id}' is not among those asked for.")
        parameters[id][name] = _value(value)
    return tuple(Method(id, parameters[id]) for id in ids)


def _value(text: str) -> Parameter:
    value = number_or_text(text)
    return {"true": True, "false": False}.get(text.lower(), value)


def numbers(
    option: str, text: str, kind: Callable[[str], float], count: Optional[int] = None
) -> tuple:
    """What stands between commas. Raises BadInput for anything else."""
    try:
        numbers = tuple(kind(part) for part in text.split(","))
    except ValueError:
        numbers = ()
    if not numbers or (count is not None and len(numbers) != count):
        sort = "whole numbers" if kind is int else "numbers"
        wanted = f"{count} {sort}" if count else sort
        raise BadInput(f"{option} takes {wanted} separated by commas, not '{text}'.")
    return numbers


def bands_of(options: argparse.Namespace) -> Optional[tuple[int, ...]]:
    """Of ``--bands``; None where it was not given. Raises BadInput for what is no list of them."""
    return numbers("--bands", options.bands, int) if options.bands else None


def local(name: str) -> str:
    """A file's path from any folder; ids and names that only GDAL knows stay."""
    return str(Path(name).absolute()) if is_file(name) else name


def joined(arguments: Sequence[str]) -> list[str]:
    """Coordinates often begin with a minus, which argparse would take for an option."""
    whole: list[str] = []
    for argument in arguments:
        if whole and whole[-1] in COORDINATES:
            whole[-1] += f"={argument}"
        else:
            whole.append(argument)
    return whole


class ProgressLine:
    """Progress on stderr: rewritten in place on a terminal, line after line in a log."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._last = ""

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, *_: object) -> None:
        if self._terminal and self._last:
            say("")

    def show(self, progress: Progress) -> None:
        """What goes on, how far it is in %, and the time left; the same line is said once."""
        left = "" if progress.seconds_left is None else f", {progress.seconds_left:.0f} s left"
        line = f"{100 * progress.fraction:3.0f} %  {words_of(progress)}{left}"
        # In a log, bad input is to be the only line: nothing is said before work has begun.
        if line == self._last or not (self._terminal or progress.fraction):
            return
        self._last = line
        if self._terminal:
            print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)
        else:
            say(line)


def interrupted() -> Callable[[], bool]:
    """Ctrl-C and a polite kill end the request between two steps, so that it can tidy up."""
    asked: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _: asked.append(received))
    return lambda: bool(asked)


def say(line: str) -> None:
    """For people: stdout is for results."""
    print(line, file=sys.stderr, flush=True)
