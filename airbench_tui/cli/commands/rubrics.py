"""``rubrics``: the rubrics that reviews call wrong."""

from __future__ import annotations

import click

from airbench_tui.cli import options
from airbench_tui.cli.output import Context, print_json, say
from airbench_tui.store.reviewing import auditor_rows, rubric_complaints
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.text import counted, one_line


@click.command()
@options.json_flag
@click.pass_obj
def rubrics(context: Context, as_json: bool) -> None:
    """List rubrics that reviews call wrong (code rubric), with notes, most objections first."""
    with context.reading() as database:
        connection = database.connection
        auditor = auditor_rows.known_auditor(connection, context.workspace().auditor)
        found = rubric_complaints.complaints(connection, Viewer(auditor))
    if as_json:
        print_json(
            {
                "total": len(found),
                "rubrics": [
                    {
                        "cate-idx": one.category,
                        "category_name": one.category_name,
                        "rubric": one.rubric,
                        "rubric_revision": one.revision,
                        "count": len(one.objections),
                        "objections": [
                            {"response_id": said.response_uid, "auditor": said.auditor, "note": said.note}
                            for said in one.objections
                        ],
                    }
                    for one in found
                ],
            }
        )
        return
    for one in found:
        revision = f" · {one_line(one.revision, 12)}" if one.revision else ""
        say(f"{one.category:<11} {one.category_name}{revision}: {len(one.objections):,}")
        for said in one.objections:
            note = f" “{one_line(said.note, 160)}”" if said.note else ""
            say(f"    {said.response_uid}  {one_line(said.auditor, 20)}{note}")
    say(counted(len(found), "rubric"))


COMMAND = rubrics
