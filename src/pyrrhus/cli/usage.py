"""What is wrong with a command line, in our words; the parsing library's are for those who know it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pyrrhus.errors import Problem
from pyrrhus.scenario.nearest import nearest, shown

# where an option is not named after its argument
OPTIONS = {"horizon_days": "--horizon", "every_days": "--every"}


def usage_words(error: Any) -> str:
    """A line for an error of the parser: where, what, and what to write instead."""
    context = getattr(error, "ctx", None)
    command = _command(context)
    see = f"see {command} --help"
    kind = type(error).__name__
    message = str(getattr(error, "message", "") or "")
    quoted = _quoted(message)
    if kind == "NoArgsIsHelpError":
        return message
    if kind == "NoSuchOption":
        name = shown(error.option_name)
        like = nearest(name, _options(context), cutoff=0.6)
        return f"{name}: {command} has no such option; " + (f"write {like}, or {see}" if like else see)
    if kind == "NoSuchCommand" or message.startswith("No such command"):
        name = shown(getattr(error, "command_name", None) or quoted)
        like = nearest(name, _commands(context))
        return f"{name}: there is no such command; " + (f"write {like}, or {see}" if like else see)
    if kind == "MissingParameter":
        name = _name(error)
        return f"{name}: is missing; write it after {command}; {see}"
    if kind == "BadOptionUsage":
        name = shown(error.option_name)
        if "does not take" in message:
            return f"{name}: takes no value; write {name} alone"
        return f"{name}: has no value; write one after it; {see}"
    if kind == "BadParameter":
        return _bad_value(error, message, see)
    if "unexpected extra argument" in message:
        extra = shown(message.rpartition("(")[2].rpartition(")")[0])
        return f"{extra}: is more than {command} takes; leave it out, or put a name with spaces in quotes; {see}"
    return f"{command}: the command line cannot be read; {see}"


def _bad_value(error: Any, message: str, see: str) -> str:
    value, said = _value_and_reason(error, message)
    name, value = _name(error), shown(value) if value else "this"
    choices = re.findall(r"'([^']*)'", said.rpartition("not one of")[2]) if "not one of" in said else []
    if choices:
        return f"{name}: '{value}' is none of its values; write {nearest(value, choices) or ' or '.join(choices)}"
    least = re.search(r"(?:x ?>=|greater than or equal to|x ?>|>=) ?(-?[\d.]+)|(-?[\d.]+) ?<= ?x", said)
    if least:
        return f"{name}: {value} is too small; write {least.group(1) or least.group(2)} or more"
    if "integer" in said:
        return f"{name}: '{value}' is not a whole number; write one, as 100"
    if "number" in said or "float" in said:
        return f"{name}: '{value}' is not a number; write one, as 12.5"
    return f"{name}: '{value}' cannot be used here; {see}"


def _value_and_reason(error: Any, message: str) -> tuple[str, str]:
    """What was written, and why the library refused it; its releases say so in two ways."""
    told = getattr(error.__cause__, "errors", None)
    if callable(told):
        first = told()[0]  # type: ignore[index]
        return str(first.get("input", "")), str(first.get("msg", message))
    found = re.match(r"'(.*?)' (is not .*)|(\S+) (is not .*)", message, re.DOTALL)
    if found is None:
        return "", message
    return found.group(1) or found.group(3) or "", found.group(2) or found.group(4) or ""


def _name(error: Any) -> str:
    param = getattr(error, "param", None)
    if param is None:
        return "the command line"
    options = [name for name in getattr(param, "opts", []) if name.startswith("-")]
    return options[0] if options else str(getattr(param, "metavar", None) or getattr(param, "name", "")).upper()


def _command(context: Any) -> str:
    names = []
    while context is not None and getattr(context, "parent", None) is not None:
        names.insert(0, str(context.info_name))
        context = context.parent
    return " ".join(["pyrrhus", *names])


def _options(context: Any) -> list[str]:
    params = getattr(getattr(context, "command", None), "params", [])
    return ["--help", *(name for param in params for name in param.opts if name.startswith("--"))]


def _commands(context: Any) -> list[str]:
    return list(getattr(getattr(context, "command", None), "commands", {}))


def _quoted(message: str) -> str:
    found = re.search(r"'(.*?)'", message, re.DOTALL)
    return found.group(1) if found else ""


def with_options(problems: Iterable[Problem]) -> list[str]:
    """Problems as the command line says them: an argument of a call by the option that sets it."""
    return [str(replace(p, file=OPTIONS.get(p.file) or option_of(p.file)) if p.argument else p) for p in problems]


def option_of(argument: str) -> str:
    """The option of an argument by its name in Python."""
    return "--" + argument.replace("_", "-")
