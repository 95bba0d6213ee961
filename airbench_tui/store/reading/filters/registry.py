"""Every field of the filter language by name: the one list for parser, completion, help, documentation and SQL."""

from __future__ import annotations

from airbench_tui.store.reading.filters import (
    answer_fields,
    judgment_fields,
    review_fields,
    unnamed_conditions,
)
from airbench_tui.store.reading.filters.field import Field

FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        judgment_fields.ScoreField(),
        review_fields.ReviewedField(),
        review_fields.DecisionField(),
        judgment_fields.StatusField(),
        answer_fields.ModelField(),
        judgment_fields.JudgeField(),
        judgment_fields.ScoredByField(),
        answer_fields.CategoryField(),
        judgment_fields.SafeInField(),
        judgment_fields.UnsafeInField(),
        answer_fields.LengthField(),
        review_fields.CodeField(),
        answer_fields.RunField(),
        judgment_fields.SignalField(),
        review_fields.AuditorField(),
        review_fields.OriginField(),
        answer_fields.IdField(),
    )
}
"""The fields that users can write, in the order of the help."""

CONDITIONS: dict[str, Field] = FIELDS | {
    field.name: field for field in (unnamed_conditions.TextField(), unnamed_conditions.ListedField())
}
"""Every condition that a term can have: the fields, words to search for ("text") and lists of ids ("only")."""
