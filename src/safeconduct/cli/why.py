"""`safeconduct why ID`: the reasons of a status, built while it was evaluated, and who can change it."""

import argparse
from typing import Any

import msgspec

from safeconduct.agreement import wording
from safeconduct.agreement.casefile import Case
from safeconduct.agreement.results import CanChange, FigureStatus, NormStatus, Reason, Status
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.agreement.timeline import act_row, figure_words
from safeconduct.cli.output import (
    add_case_arguments,
    add_moment_arguments,
    clock,
    head,
    moment,
    open_named_case,
    say,
    split_words,
    stretch,
    wrapped,
    write_json,
)
from safeconduct.kernel.acts import act_type
from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.kernel.suggest import did_you_mean


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    add_case_arguments(parser, last="ID")
    add_moment_arguments(parser)
    parser.add_argument("--as", dest="seen_by", default="", metavar="PARTY",
                        help="let this organisation's own counts and claims decide")  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Write why something is as it is. Raises Invalid (SC101) for an unknown id."""
    file, name = split_words(options, "ID")
    case = open_named_case(options, file)
    found = case.agreement.find(name)
    if found is None and (lines := _cited(name, case)):
        if options.format == "json":
            write_json({"id": name, "kind": "act or source", "cited": lines})
        else:
            say(*lines)
        return 0
    if found is None:
        known = [key for kind, key, _ in case.agreement.entries() if kind not in ("text", "party", "body")]
        raise Invalid([Fault(code="SC101", message=f"nothing in {case.agreement.id} is called {name!r}",
                             remedy=did_you_mean(name, known, otherwise="`safeconduct status` lists the ids; acts and "
                                                                            "sources are known by theirs too"))])  # fmt: skip
    status = case.status(as_of=moment(options.at, "--at"), known_by=moment(options.known_by, "--known-by"),
                         seen_by=options.seen_by)  # fmt: skip
    kind = found[0]
    answers = _answers(kind, name, case, status)
    if options.format == "json":
        write_json({"id": name, "kind": kind, "where": case.versions[-1].source.where(name.partition(".")[0]),
                    "as_of": status.as_of, "known_by": status.known_by,
                    "answers": [_spoken(answer, case) for answer in answers]})  # fmt: skip
        return 0
    say(*head(case, status), "")
    say(*_text(kind, name, case))
    for answer in answers:
        if isinstance(answer, NormStatus):
            say(*_norm(answer, case))
        elif isinstance(answer, FigureStatus):
            words = figure_words(answer.low, answer.high, answer.approximate, answer.words)
            chain = " > ".join(case.agreement.name_of(link.who) for link in answer.chain)
            say(wrapped(f"{words}: {chain}, {stretch(answer.as_of_start, answer.as_of_end)} [{answer.id}]", indent="  "))
        elif isinstance(answer, dict):
            say(wrapped(answer["sentence"]))
            say(*_tree(answer["reason"], case, 1))
    return 0


def _answers(kind: str, name: str, case: Case, status: Status) -> list[Any]:
    norm = status.norm(name.partition(".")[0])
    if norm is not None and "." in name:
        part = next(part for part in norm.tranches if part.id == name)
        return [{"sentence": f"{part.id}: {part.label}", "reason": part.reason, "tranche": part}]
    if norm is not None:
        return [norm]
    if kind == "point":
        return [norm for norm in status.norms if any(c == name or c.startswith(name + ".") for c in norm.clause)]
    for section in (status.anchors, status.holes, status.exchanges):
        found = [value for value in section if value.id == name]
        if found:
            needs = [norm for norm in status.norms if name in (*norm.waits_for, *norm.open_holes)]
            return [*found, *needs] if kind != "exchange" else [*found, status.norm(found[0].owed)]
    if kind == "subject":
        return [figure for figure in status.figures if figure.subject == name]
    return [norm for norm in status.norms if name in (*norm.who, *norm.to, *case.agreement.find(norm.id)[1].place)]  # type: ignore[index]


def _cited(name: str, case: Case) -> list[str]:
    """Give an act or a source as lines, with every source it rests on; empty if nothing is called so."""
    sources = case.agreement.sources
    if name in sources:
        return [_source(name, case)]
    act = next((act for act in case.acts() if act.id == name), None)
    if act is None:
        return []
    row = act_row(act, case)
    lines = [f"{act.id} ({act_type(act)}): {row.title if row else ''}"]
    lines.append(f"happened {stretch(row.start, row.end)}, recorded {clock(act.recorded)}" if row else "")
    by = f"by {case.agreement.name_of(act.actor)}, {'its own act' if act.basis == 'own' else 'from published reports'}"
    lines += [by, *([f"note: {act.note}"] if act.note else []), *([f"refers to: {', '.join(act.refs)}"] if act.refs else [])]
    lines += [f"  source {_source(source, case)}" for source in act.evidence]
    status = case.status(as_of=max(act.happened, act.until or act.happened), known_by=act.recorded)
    lines += [f"it changed no status: {wording.why_not_counted(item.reason, item.params, case.agreement)}"
              for item in status.not_counted if item.act == name]  # fmt: skip
    return [wrapped(line, hang="    ") for line in lines if line]


def _source(name: str, case: Case) -> str:
    source = case.agreement.sources.get(name)
    if source is None:
        return f"{name}: described in the acts"
    at = f", as republished at {source.republished_at}" if source.republished_at else ""
    day = f", {source.published}" if source.published else ""
    return f"{name}: {source.root}{at}{day}; {source.address or 'no address'}; read: {source.read.value}"


def _spoken(value: Any, case: Case) -> Any:
    """Give an answer as plain data in which every reason and every way to change it also has its sentence."""
    if isinstance(value, Reason):
        fields = {key: _spoken(getattr(value, key), case) for key in value.__struct_fields__}
        return {"sentence": wording.say(value, case.agreement), **{k: v for k, v in fields.items() if v not in ("", [], {})}}
    if isinstance(value, CanChange):
        return {"sentence": wording.how(value, case.agreement), **msgspec.to_builtins(value)}
    if isinstance(value, msgspec.Struct):
        return {key: _spoken(getattr(value, key), case) for key in value.__struct_fields__}
    if isinstance(value, dict):
        return {key: _spoken(part, case) for key, part in value.items()}
    return [_spoken(part, case) for part in value] if isinstance(value, tuple | list) else value


def _text(kind: str, name: str, case: Case) -> list[str]:
    agreement = case.agreement
    where = case.versions[-1].source.where(name.partition(".")[0])
    lines = [f"{name} ({kind}, {where}): {agreement.name_of(name)}"]
    value = agreement.find(name)[1]  # type: ignore[index]
    points = [(name, value)] if kind == "point" else [(c, agreement.find(c)[1]) for c in getattr(value, "clause", ())]  # type: ignore[index]
    for clause, point in points:
        says = getattr(point, "says", None) or getattr(point, "not_encoded", None)
        if says is not None:
            lines.append(wrapped(f"{clause} says: {says}", indent="  ", hang="  "))
    if kind == "hole":
        owner = wording.names(value.owner, agreement)
        otherwise = "the text does not say" if value.if_not == UNSTATED else value.if_not
        lines.append(wrapped(f"To be agreed by {owner}. If it is not agreed: {otherwise}.", indent="  "))
    return lines


def _norm(norm: NormStatus, case: Case) -> list[str]:
    lines = ["", wrapped(f"{norm.id}: {norm.label}. Evidence: {norm.evidence.value}.")]
    if norm.since:
        lines.append(f"since {clock(norm.since)}")
    for child in norm.reason.children:
        lines += _tree(child, case, 1)
    if norm.can_unblock:
        lines.append("Who can change it:")
        lines += [wrapped(wording.how(change, case.agreement), indent="  - ")
                  for change in norm.can_unblock]  # fmt: skip
    if norm.if_for and norm.if_against:
        for word, outcome in (("for", norm.if_for), ("against", norm.if_against)):
            opens = f", opens {', '.join(outcome.opens)}" if outcome.opens else ""
            lines.append(f"If the ruling is {word} the claim: {outcome.done} done, {wording.life_word(outcome.life)}{opens}.")
    return lines


def _tree(reason: Reason, case: Case, depth: int) -> list[str]:
    sentence = wording.say(reason, case.agreement)
    aside = []
    if reason.since:
        aside.append(f"since {clock(reason.since)}")
    if reason.acts:
        aside.append("acts " + ", ".join(reason.acts))
    if reason.where:
        aside.append(reason.where)
    text = sentence + (f"  [{'; '.join(aside)}]" if aside else "")
    lines = [wrapped(text, indent="  " * depth + "- ")]
    for child in reason.children:
        lines += _tree(child, case, depth + 1)
    return lines
