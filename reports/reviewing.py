"""All that the review page shows of a project or a department target."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from reports.book import Target, build_target
from reports.form import Form, build_form
from reports.review_marks import ReviewMarks
from targets.addresses import address, title
from targets.commented import Content
from targets.comparing import compare, last_return, steps_of
from targets.declaration import Declaration
from targets.findings import findings_of
from targets.kept import judged
from targets.models import DepartmentTarget, Project, User, Verb
from targets.services.reviewing import LONGEST, SHORTEST, open_verbs, own_work
from targets.storage import contents_of
from targets.talk import talk_of
from targets.waiting import endorser_in, neighbours_of

VERBS = {
    Verb.ENDORSED: "endorse",
    Verb.APPROVED: "approve",
    Verb.RETURNED: "return",
    Verb.WITHDRAWN: "withdraw-submission",
    Verb.REOPENED: "reopen",
}
"""The verbs of review, in the order of their buttons, by the names of their addresses."""

DECISIONS = {Verb.ENDORSED, Verb.APPROVED}


def laid_out(content: Content) -> Form | Target:
    """What is printed, of whichever kind it is."""
    return build_form(content) if isinstance(content, Declaration) else build_target(content)


def beside_of(declared: Project | DepartmentTarget, content: Content, user: Any) -> dict[str, Any]:
    """What the page of a project or of a document shows of its review: the last return, threads, and open verbs."""
    verbs = open_verbs(declared, user) & {Verb.WITHDRAWN, Verb.REOPENED}
    talk = talk_of(declared, content, user, page="project")
    return talk | {"verbs": addresses_of(declared, verbs), "longest": LONGEST}


def addresses_of(declared: Project | DepartmentTarget, verbs: frozenset[Verb]) -> dict[str, str]:
    """Where each of the verbs is done, in the order of their buttons."""
    return {verb.value: address(name, declared) for verb, name in VERBS.items() if verb in verbs}


def review_of(
    declared: Project | DepartmentTarget,
    user: User,
    *,
    since: str = "",
    typed: Mapping[str, str] = MappingProxyType({}),
    problems: Sequence[str] = (),
) -> dict[str, Any]:
    """What the template ``review/review.html`` shows.

    :param since: with what it is to be compared, as ``Base.key`` names it; by itself with what review last saw.
    :param typed: what was typed in the forms of the page and refused, by the names of their fields.
    :param problems: why it was refused.
    """
    content, steps = contents_of(declared), steps_of(declared)
    found = judged(content, findings_of(declared, content, user), declared.kept.select_related("kept_by"))
    form, comparison = laid_out(content), compare(declared, content, steps, since)
    talk = talk_of(declared, content, user, page="review", anchor=lambda path: f"talk-{form.cell(path)}", steps=steps)
    said = talk["talk"]
    marks = ReviewMarks(
        form,
        found.open.placed,
        [each.row for each in found.kept],
        changes=comparison.changes,
        threads=[each for each, _ in said["threads"]],
        places=said["places"] if said["may_comment"] else (),
    )
    verbs = open_verbs(declared, user)
    return talk | {
        "declared": declared,
        "title": title(declared),
        "form": form,
        "target": form if isinstance(form, Target) else None,
        "marks": marks,
        "findings": found.open,
        "kept": found.kept,
        "comparison": comparison,
        "steps": steps[::-1],
        "returned": last_return(steps),
        "verbs": addresses_of(declared, verbs),
        "own": own_work(declared, user, endorser_in(steps)) if verbs & DECISIONS else (),
        "next_edition": declared.editions.count() + 1 if Verb.APPROVED in verbs else None,
        "neighbours": neighbours_of(declared, user),
        "typed": typed,
        "problems": problems,
        "shortest": SHORTEST,
        "longest": LONGEST,
    }
