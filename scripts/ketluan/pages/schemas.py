"""The JSON Schemas of the static data. A new key is compatible; a renamed one is a new version."""

from typing import Final, get_args

from ketluan.model import CitationFamily, DeadlineKind, LinkStatus, Relation

_Schema = dict[str, object]

_TEXT: Final[_Schema] = {"type": "string"}
_COUNT: Final[_Schema] = {"type": "integer", "minimum": 0}
_DAY_OR_NULL: Final[_Schema] = {"type": ["string", "null"], "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_TEXT_OR_NULL: Final[_Schema] = {"type": ["string", "null"]}
_ADDRESS: Final[_Schema] = {
    "type": ["string", "null"],
    "pattern": "^/",
    "description": "address from the top of the site; null where there is no page",
}


def _list_of(item: _Schema) -> _Schema:
    return {"type": "array", "items": item}


def _one_of(*values: str | None) -> _Schema:
    return {"enum": list(values)}


def _object(**properties: _Schema) -> _Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _or_null(schema: _Schema) -> _Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _file(name: str, description: str, row: _Schema) -> _Schema:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
        "description": description,
        **_object(**{"$schema": _TEXT, name: _list_of(row)}),
    }


_FAMILIES: Final = _one_of(*get_args(CitationFamily))
_RELATIONS: Final = _one_of(*(one for one in get_args(Relation) if one), None)
_YEAR_FROM: Final = _one_of("date", "number", "inferred", None)
_MENTION: Final = _object(name=_TEXT, unit=_TEXT_OR_NULL)

_NOTICE: Final = _object(
    id=_TEXT,
    url=_ADDRESS,
    type=_TEXT_OR_NULL,
    number=_TEXT_OR_NULL,
    issued=_DAY_OR_NULL,
    meeting_date=_DAY_OR_NULL,
    issuer=_TEXT_OR_NULL,
    title=_TEXT,
    reviewed_period=_TEXT_OR_NULL,
    directed_period=_TEXT_OR_NULL,
    signer=_object(name=_TEXT_OR_NULL, position=_TEXT_OR_NULL, authority=_TEXT_OR_NULL),
    recipients=_list_of(_TEXT),
    source=_or_null(_object(path=_TEXT, sha256=_TEXT)),
    dropped=_list_of(_object(line=_COUNT, text=_TEXT, reason=_TEXT)),
    tasks=_list_of(_TEXT),
)

_DUE_FROM: Final = _one_of("decided", "written", "above", "period", None)
_OUTCOME: Final = _object(status=_TEXT, day=_DAY_OR_NULL, evidence=_TEXT_OR_NULL)

_TASK: Final = _object(
    id=_TEXT,
    url=_ADDRESS,
    notice=_TEXT,
    number=_TEXT,
    headings=_list_of(_TEXT),
    text=_TEXT,
    lead_units=_list_of(_MENTION),
    coordinating_units=_list_of(_MENTION),
    citations=_list_of(
        _object(
            start=_COUNT,
            end=_COUNT,
            text=_TEXT,
            number=_TEXT,
            document=_TEXT_OR_NULL,
            date=_DAY_OR_NULL,
            relation=_RELATIONS,
        )
    ),
    deadlines=_list_of(
        _object(
            text=_TEXT,
            kind=_one_of(*get_args(DeadlineKind)),
            start=_DAY_OR_NULL,
            due=_DAY_OR_NULL,
        )
    ),
    period=_TEXT_OR_NULL,
    due=_DAY_OR_NULL,
    due_from=_DUE_FROM,
    continues=_list_of(_TEXT),
    continues_by=_list_of(_one_of("confirmed", "automatic")),
    outcome=_or_null(_OUTCOME),
    thread={**_TEXT, "description": "id of the thread of which the task is a step: its first task"},
)

_DOCUMENT: Final = _object(
    id=_TEXT,
    url=_ADDRESS,
    number=_TEXT,
    name=_TEXT_OR_NULL,
    family=_FAMILIES,
    type=_TEXT_OR_NULL,
    type_name=_TEXT_OR_NULL,
    issuer=_TEXT_OR_NULL,
    year={"type": ["integer", "null"]},
    year_from=_YEAR_FROM,
    date=_DAY_OR_NULL,
    term=_TEXT_OR_NULL,
    title=_TEXT_OR_NULL,
    held_as=_TEXT_OR_NULL,
    source_url={"type": ["string", "null"], "pattern": "^https?://"},
    file=_ADDRESS,
    registered=_list_of(_TEXT),
    conflicts=_list_of(
        _object(
            about=_one_of("date", "issuer"),
            values=_list_of(_object(value=_TEXT, notices=_list_of(_TEXT))),
        )
    ),
    links=_list_of(
        _object(
            subject=_TEXT,
            relation=_RELATIONS,
            object=_TEXT,
            confirmed={"type": "boolean"},
            evidence=_TEXT_OR_NULL,
            notice=_TEXT_OR_NULL,
        )
    ),
    citing=_list_of(
        _object(
            notice=_TEXT,
            task=_TEXT_OR_NULL,
            sentence=_TEXT,
            start=_COUNT,
            end=_COUNT,
            relation=_RELATIONS,
            year_from=_YEAR_FROM,
            pinpoint=_TEXT_OR_NULL,
            short={"type": "boolean"},
        )
    ),
)

_UNIT: Final = _object(
    id=_TEXT,
    url=_ADDRESS,
    name=_TEXT,
    names=_list_of(_TEXT),
    abbreviations=_list_of(_TEXT),
    valid_from=_DAY_OR_NULL,
    valid_to=_DAY_OR_NULL,
    successors=_list_of(_TEXT),
    members=_list_of(_TEXT),
    lead_tasks=_COUNT,
    coordinating_tasks=_COUNT,
)

_PERIOD: Final = _object(
    id=_TEXT,
    url=_ADDRESS,
    label=_TEXT,
    start=_DAY_OR_NULL,
    end=_DAY_OR_NULL,
    directed_tasks=_COUNT,
)

_SCORE: Final[_Schema] = {"type": "number", "minimum": 0, "maximum": 1}

_TASK_LINK: Final = _object(
    task=_TEXT,
    continues=_TEXT,
    score=_SCORE,
    reasons=_list_of(_TEXT),
    status=_one_of(*get_args(LinkStatus)),
)

_STEP: Final = _object(
    task=_TEXT,
    notice=_TEXT,
    day=_DAY_OR_NULL,
    lead_units=_list_of(_MENTION),
    due=_DAY_OR_NULL,
    due_from=_DUE_FROM,
    documents=_list_of(_TEXT),
    continues=_list_of(_TEXT),
    continued_by=_list_of(_TEXT),
    outcomes=_list_of(_OUTCOME),
    proposed_outcomes=_list_of(
        _object(
            status=_TEXT,
            notice=_TEXT,
            sentence=_TEXT,
            day=_DAY_OR_NULL,
            evidence=_TEXT_OR_NULL,
            score=_SCORE,
            reasons=_list_of(_TEXT),
        )
    ),
)

_THREAD: Final = _object(
    id=_TEXT,
    url=_ADDRESS,
    steps={"type": "array", "items": _TEXT, "minItems": 1},
    life={
        "type": "array",
        "items": _STEP,
        "minItems": 1,
        "description": "what is known of each step, in order of time; status depends on the day asked",
    },
    links=_list_of(_TASK_LINK),
    proposed=_list_of(_TASK_LINK),
)

SCHEMAS: Final[dict[str, _Schema]] = {
    "notices": _file("notices", "Notices of conclusions, in order of day", _NOTICE),
    "tasks": _file("tasks", "Tasks, in the order of their notices", _TASK),
    "documents": _file("documents", "Cited documents and standards, by type and year", _DOCUMENT),
    "units": _file("units", "Units of the register; those with members are groups", _UNIT),
    "periods": _file("periods", "Periods, by first day", _PERIOD),
    "threads": _file("threads", "Threads of tasks; each task is in exactly one", _THREAD),
}
