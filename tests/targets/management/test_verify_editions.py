"""Whoever changes what was approved, however cleverly, is found out, and the place is named."""

import json
from hashlib import sha256
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from targets.findings import Findings
from targets.kept import Judged
from targets.models import Edition, Kind
from targets.sealing import canonical
from targets.services.reviewing import reopen
from targets.services.sealing import seal
from tests.triggers import lifted

pytestmark = pytest.mark.django_db


def verify():
    out = StringIO()
    call_command("verify_editions", stdout=out)
    return out.getvalue()


def sql(statement, *values):
    """What somebody with all rights on the database can do."""
    with lifted(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def edition(position):
    return Edition.objects.get(position=position)


def rewritten(position, **said):
    """The text with something else in it, and the hash made anew."""
    text = canonical(json.loads(edition(position).sealed) | said)
    sql(
        "UPDATE targets_edition SET sealed = %s, sha256 = %s WHERE position = %s",
        text,
        sha256(text.encode()).hexdigest(),
        position,
    )


def purposed(position):
    """What was approved, with another purpose."""
    return json.loads(edition(position).sealed)["declaration"] | {"purpose": "改了"}


def test_what_was_never_touched_is_in_order(seed, head):
    assert verify() == "7 个批复版本全部核对无误。\n"
    reopen(kind=Kind.PROJECT, key=seed[0].pk, reason="追加社区", actor=head)
    assert verify() == "7 个批复版本全部核对无误。\n"


TAMPERING = {
    "one character of the text": (
        lambda: sql("UPDATE targets_edition SET sealed = replace(sealed, '120.00', '120.01') WHERE position = 2"),
        "单位 326001 第 2 环：正文与其 SHA-256 不符",
    ),
    "text and hash": (lambda: rewritten(3, declaration=purposed(3)), "单位 326001 第 4 环：没有接在前一环之后"),
    "text and hash of the last": (lambda: rewritten(7, note="改了"), "单位 326001 第 7 环：正文与登记不符：note"),
    "no text at all": (
        lambda: sql(
            "UPDATE targets_edition SET sealed = '改了', sha256 = %s WHERE position = 7",
            sha256("改了".encode()).hexdigest(),
        ),
        "单位 326001 第 7 环：正文不是规范形式",
    ),
    "the findings": (
        lambda: sql("UPDATE targets_edition SET judgement = '[{}]' WHERE position = 5"),
        "单位 326001 第 5 环：审核意见与其 SHA-256 不符",
    ),
    "when it was": (
        lambda: sql("UPDATE targets_edition SET approved_at = '2024-01-01 00:00:00+00:00' WHERE position = 5"),
        "单位 326001 第 5 环：正文与登记不符：approved_at",
    ),
    "a number": (
        lambda: sql("UPDATE targets_edition SET number = 9 WHERE position = 6"),
        "单位 326001 第 6 环：正文与登记不符：number",
    ),
    "what it hangs on": (
        lambda: sql("UPDATE targets_edition SET previous = 'x' WHERE position = 4"),
        "单位 326001 第 4 环：没有接在前一环之后",
    ),
    "one taken out": (
        lambda: (
            sql("UPDATE targets_project SET edition_in_force_id = NULL WHERE number = 2"),
            sql("DELETE FROM targets_edition WHERE position = 3"),
        ),
        "单位 326001 第 4 环：没有接在前一环之后",
    ),
    "the last one taken off": (
        lambda: (
            sql("UPDATE targets_project SET edition_in_force_id = NULL WHERE number = 6"),
            sql("DELETE FROM targets_edition WHERE position = 7"),
        ),
        "历史记录中的一次批复没有对应的版本",
    ),
    "another in force": (
        lambda: sql("UPDATE targets_project SET edition_in_force_id = NULL WHERE number = 6"),
        "已批复，但生效的不是它的最后一个版本",
    ),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_is_told_by_its_place(what, seed):
    tamper, told = TAMPERING[what]
    tamper()
    with pytest.raises(CommandError, match=told) as refusal:
        verify()
    assert refusal.value.returncode == 1


def test_another_approver_than_the_text_names_is_told(seed, staff, head):
    edition = seal(seed[0], Judged(Findings(()), ()), actor=head)
    head.display_name = "换了称呼"
    head.save()
    assert verify() == "8 个批复版本全部核对无误。\n"
    sql("UPDATE targets_edition SET approved_by_id = %s WHERE id = %s", staff.pk, edition.pk)
    with pytest.raises(CommandError, match="第 8 环：正文与登记不符：approved_by，正文写的是“head（head）”"):
        verify()


def test_each_unit_has_a_chain_of_its_own_and_the_pass_costs_the_same_for_more(seed, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        verify()
