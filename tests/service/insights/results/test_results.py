"""The results page: every figure is the one that the events give, by queries written apart; what tells of few is left out."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, text

from renderers.statement.pdf.read_back import words_of
from service.brain.experiments.models import Outcome
from service.brain.segments.conditions import as_rows, read_conditions
from service.brain.segments.models import Segment
from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.gifting.models import GiftAlternative, RecipientGift
from service.insights.results.counts import count_waste
from service.insights.results.narrow import choices
from service.insights.results.said import care_by_month, scores_of
from service.recipients.afterwards.models import Rating
from service.recipients.models import Account, Recipient
from service.security.ids import new_id
from service.workspaces.actor import actor_of
from service.workspaces.models import AuditEntry
from tests.console import Console
from tests.factories import AT, make_match_run
from tests.service.insights.results.scene import DAY, Round, last_answers, make_round, read_round

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def round_of_48() -> Round:
    return make_round()


def test_every_figure_is_the_one_that_the_events_give(round_of_48: Round) -> None:
    found, last = read_round(round_of_48), last_answers(round_of_48)
    counted = Counter(last.values())
    funnel = found.funnel
    assert (funnel.launched, funnel.kept, funnel.donated, funnel.declined) == (
        48, counted["gift.accepted"], counted["gift.donated"], counted["gift.declined"],
    )  # fmt: skip
    assert funnel.decided == len(last)
    with reading() as session:
        swapped = session.scalars(
            text("SELECT DISTINCT gift_id FROM gift_event WHERE kind = 'gift.swapped' AND campaign_id = :id"),
            {"id": round_of_48.campaign.id},
        ).all()
        said_yes = set(session.scalars(text("SELECT gift_id FROM gift_event WHERE kind = 'gift.accepted'")).all())
        charged = session.scalar(text("SELECT SUM(amount_minor) FROM money_entry WHERE kind = 'captured'"))
    assert funnel.swapped == len(swapped)
    assert (found.lost.part, found.lost.whole) == (
        len([one for one in said_yes if last.get(one) != "gift.accepted"]), len(said_yes),
    )  # fmt: skip
    assert found.lost.part > 0
    assert found.charged == charged
    assert found.by_day[-1][1] == counted["gift.accepted"] + counted["gift.donated"]
    assert [number for _, number in found.by_day] == sorted(number for _, number in found.by_day)


def test_who_kept_one_before_is_compared_with_themselves(round_of_48: Round) -> None:
    last = last_answers(round_of_48)
    returning = round_of_48.gifts[:8]
    answered = [gift for gift in returning if gift in last]
    again = [gift for gift in answered if last[gift] in ("gift.accepted", "gift.donated")]
    found = read_round(round_of_48).came_back
    assert (found.again.part, found.again.whole) == (len(again), len(answered))
    with transaction() as session:
        for person in round_of_48.people[:5]:
            session.add(Outcome(workspace_id=round_of_48.user.workspace_id, recipient_id=person, kind="bought",
                                happened_on=(AT + DAY).date(), noted_at=AT))  # fmt: skip
        session.add(Outcome(workspace_id=round_of_48.user.workspace_id, recipient_id=round_of_48.people[9], kind="bought",
                            happened_on=(AT - DAY).date(), noted_at=AT))  # fmt: skip
    assert (read_round(round_of_48).came_back.bought.part, read_round(round_of_48).came_back.bought.whole) == (5, 48)


def test_rather_this_than_that_counts_who_had_both_on_their_page(round_of_48: Round) -> None:
    found = read_round(round_of_48)
    last = last_answers(round_of_48)
    kept = [number for number, gift in enumerate(round_of_48.gifts) if last.get(gift) == "gift.accepted"]
    swapped = [number for number in kept if number % 4 == 0]
    assert (found.swaps, found.keeps) == (len(swapped), len(kept) - len(swapped))
    assert [(one.first, one.second, one.chose.part, one.chose.whole) for one in found.rather] == [
        ("Games", "Textiles", len(kept) - len(swapped), len(kept))
    ]


def test_distinct_gifts_and_experiences_of_their_own(round_of_48: Round) -> None:
    with transaction() as session:
        twin, other = (session.get_one(RecipientGift, gift) for gift in round_of_48.gifts[1:3])
        person = session.get_one(Recipient, other.recipient_id)
        account = session.get_one(Account, other.account_id)
        same = session.get_one(Account, twin.account_id)
        account.relationship, account.lifecycle = same.relationship, same.lifecycle
        person.locale = session.get_one(Recipient, twin.recipient_id).locale
        other.product_id, other.product_family = twin.product_id, twin.product_family
        offered = session.get_one(GiftAlternative, (twin.id, 1)).product_id
        session.get_one(GiftAlternative, (other.id, 1)).product_id = offered
    found = read_round(round_of_48).alike
    assert (found.people, found.distinct, found.most_of_one) == (48, 47, 2)
    assert (found.alone.part, found.alone.whole) == (46, 48)


def test_one_filter_at_a_time_and_the_second_is_left_out_by_name(round_of_48: Round) -> None:
    found = read_round(round_of_48, "country:DE", "stage:active")
    assert (found.part.label, found.part.people, found.part.whole) == ("Germany", 7, 48)
    assert found.part.left_out == "Active"
    assert found.part.tells
    assert (found.scores, found.care, found.tested, found.expected, found.groups, found.waste) == (
        (),
        (),
        (),
        (),
        [],
        None,
    )


def test_the_parts_of_one_kind_add_up_to_everybody(round_of_48: Round) -> None:
    with reading() as session:
        found = choices(session, session.get_one(Campaign, round_of_48.campaign.id), AT)
    for kind in ("account", "segment", "stage", "country"):
        values = [(value, people) for of, value, _, people in found if of == kind]
        assert sum(people for _, people in values) == 48
        parts = [read_round(round_of_48, f"{kind}:{value}").funnel for value, _ in values]
        whole = read_round(round_of_48).funnel
        for figure in ("launched", "kept", "declined", "donated", "swapped"):
            assert sum(getattr(part, figure) for part in parts) == getattr(whole, figure)


def test_a_saved_segment_is_a_filter_where_it_gives_nobody_away(round_of_48: Round) -> None:
    workspace_id = round_of_48.campaign.workspace_id
    with transaction() as session:
        for name, asked in (
            ("Active Czechs", [("stage", "active"), ("country", "CZ")]),
            ("Active Germans", [("stage", "active"), ("country", "DE")]),
            ("Runners", [("told", "interest:running"), ("country", "CZ")]),
        ):
            # Kept as rows: saving counts them in the whole workspace, which has more people than the campaign.
            session.add(Segment(id=new_id("seg"), workspace_id=workspace_id, name=name, name_key=name.lower(),
                                conditions=as_rows(read_conditions(asked)), made_by=round_of_48.user.id, made_at=AT))  # fmt: skip
    with reading() as session:
        campaign = session.get_one(Campaign, round_of_48.campaign.id)
        saved = [one for one in choices(session, campaign, AT) if one[0] == "saved"]
    # Active Germans are four, and three fewer than all Germans; runners are known by what they told.
    assert [(label, people) for _, _, label, people in saved] == [("Active Czechs", 20)]
    found = read_round(round_of_48, f"saved:{saved[0][1]}", "country:DE")
    assert (found.part.label, found.part.people, found.part.whole, found.part.tells) == ("Active Czechs", 20, 48, True)
    assert (found.funnel.launched, found.part.left_out) == (20, "Germany")
    page = Console(round_of_48.user).get(f"/campaigns/{campaign.id}/results").get_data(as_text=True)
    assert '<optgroup label="Saved segment"><option value="saved:' in page


def test_what_nobody_sees_by_name_is_left_out_for_a_part_of_few(round_of_48: Round) -> None:
    with transaction() as session:
        for person in round_of_48.people[3:7]:
            session.get_one(Recipient, person).country = "CZ"
    few = read_round(round_of_48, "country:DE")
    assert (few.part.people, few.part.tells, few.opened, few.rather) == (3, False, None, [])
    assert few.funnel.decided == 3, "states are seen by name and counted"


def test_groups_of_fewer_than_four_stand_together(round_of_48: Round) -> None:
    with transaction() as session:
        for person in round_of_48.people[3:7]:
            session.get_one(Recipient, person).country = "JP"
    found = read_round(round_of_48, by="country")
    assert [(one.label, one.kept.whole) for one in found.groups] == [
        ("Czechia", 41),
        ("2 more, too few people to stand alone", 7),
    ]
    assert found.everybody.kept.whole == 48


def _rate(found: Round, kind: str, answers: list[int], at: Any = AT) -> None:
    with transaction() as session:
        session.add_all(
            Rating(
                id=new_id("rat"),
                workspace_id=found.user.workspace_id,
                campaign_id=found.campaign.id,
                recipient_id=None,
                gift_id=None,
                kind=kind,
                state="answered",
                answer=str(value),
                asked_at=at,
                answered_at=at + timedelta(minutes=number),
            )
            for number, value in enumerate(answers)
        )


def test_scores_need_twenty_and_are_drawn_in_bands_of_four(round_of_48: Round) -> None:
    _rate(round_of_48, "csat", [5] * 13 + [4] * 6 + [2, 1, 5, 5, 5, 3])
    _rate(round_of_48, "ces", [7] * 8 + [1] * 8)
    _rate(round_of_48, "nps", [10] * 12 + [8] * 4 + [3] * 4)
    with reading() as session:
        campaign = session.get_one(Campaign, round_of_48.campaign.id)
        csat, ces, nps = scores_of(session, campaign, 48)
    assert (csat.answered, csat.bands) == (24, ((1, 4, 8), (5, 5, 16)))
    assert csat.score == pytest.approx((5 * 16 + 4 * 6 + 2 + 1) / 24)
    assert csat.low is not None and csat.high is not None and csat.low < 4.458 < csat.high
    assert (ces.answered, ces.score, ces.figure) == (16, None, "under 20")
    assert (nps.score, nps.bands) == (40.0, ((0, 6, 4), (7, 8, 4), (9, 10, 12)))
    with reading() as session:
        assert scores_of(session, campaign, 25)[0].answered is None, "the rest would be fewer than four"


def test_somebody_cared_is_told_by_month_from_four_on_either_side(round_of_48: Round) -> None:
    _rate(round_of_48, "cared", [9] * 12 + [2] * 12, AT)
    _rate(round_of_48, "cared", [9] * 22, AT + 40 * DAY)
    with reading() as session:
        first, second = care_by_month(session, actor_of(round_of_48.user))
    assert (first.month, first.has_share) == (f"{AT:%Y-%m}", True)
    assert first.cared is not None and (first.cared.part, first.cared.whole) == (12, 24)
    assert (second.cared, second.has_share) == (None, False)


def test_the_files_say_what_the_page_says_with_the_same_filter_and_no_formula(round_of_48: Round) -> None:
    browser = Console(round_of_48.user)
    base = f"/campaigns/{round_of_48.campaign.id}/results"
    page = browser.get(base).text
    sheet = list(csv.reader(io.StringIO(browser.get(f"{base}.csv").get_data().decode("utf-8-sig"))))
    assert sheet[0][0] == "Spring, =SUM" and sheet[0][1] == "Everyone, 48 people" and sheet[0][2].startswith("read ")
    kept = next(row[1] for row in sheet if row[:1] == ["Kept a gift"])
    assert kept == str(read_round(round_of_48).funnel.kept)
    assert "What isn’t shown" not in page and "Breakdown" in page
    book = load_workbook(io.BytesIO(browser.get(f"{base}.xlsx?show=country:DE").get_data()))
    first = book.worksheets[0]
    assert first["B1"].value == "Country: Germany, 7 people"
    assert [cell.value for cell in first["B"][3:5]] == [7, "too few"]
    answer = browser.get(f"{base}.pdf")
    paper = " ".join(str(words_of(answer.get_data())).split())
    assert "Kept a gift" in paper
    with reading() as session:
        acts = session.scalars(select(AuditEntry.body).where(AuditEntry.act == "campaign.results_downloaded")).all()
    assert sorted((one["form"], one["filter"]) for one in acts) == [("csv", ""), ("pdf", ""), ("xlsx", "country:DE")]


def test_the_page_of_a_part_says_what_it_leaves_out(round_of_48: Round) -> None:
    page = Console(round_of_48.user).get(
        f"/campaigns/{round_of_48.campaign.id}/results?show=country:DE&show=segment:customer"
    ).text  # fmt: skip
    assert "Germany: 7 people." in page
    assert "One filter at a time, so “Customers” was left out." in page
    assert "What isn’t shown for 7 people" in page and "counts only below 20" in page


def test_campaigns_stand_beside_each_other_without_a_ranking_and_leave_as_files(round_of_48: Round) -> None:
    _rate(round_of_48, "csat", [5] * 12 + [4] * 12)
    browser = Console(round_of_48.user)
    page = browser.get("/results").text
    assert page.index("Spring, =SUM") and page.index("Autumn")
    assert "a difference here isn’t an effect" in page
    last, glad = last_answers(round_of_48), read_round(round_of_48).funnel.glad
    kept = sum(kind in ("gift.accepted", "gift.donated") for kind in last.values())
    assert (glad.part, glad.whole) == (kept, len(last))
    assert f"{kept} of {len(last)}" in page and "4.5 of 5" in page
    only = browser.get(f"/results?first={round_of_48.campaign.id}").text
    assert "1 campaign with results" in only
    sheet = list(csv.reader(io.StringIO(browser.get("/results.csv").get_data().decode("utf-8-sig"))))
    line = next(row for row in sheet if row[:1] == ["Spring, =SUM"])
    assert line[1:4] == ["48", str(kept), str(len(last))]
    assert browser.get("/results.xlsx").status_code == 200
    paper = " ".join(str(words_of(browser.get(f"/results.pdf?first={round_of_48.campaign.id}").get_data())).split())
    assert "Spring, =SUM" in paper and "Autumn" not in paper
    sheet = list(
        csv.reader(io.StringIO(browser.get(f"/results.csv?first={round_of_48.campaign.id}").text.lstrip("\ufeff")))
    )
    assert sheet[0][1].startswith("1 campaign;") and [row[0] for row in sheet[4:]] == ["Spring, =SUM"]


def test_waste_avoided_is_what_one_gift_for_all_would_waste_less_what_the_events_say_was(round_of_48: Round) -> None:
    last = last_answers(round_of_48)
    with transaction() as session:
        back = session.get_one(RecipientGift, round_of_48.gifts[0])
        back.status = "returned"
        forecast = {"waste": {"alike": [{"there": [500, 600, 700]}]}}
        make_match_run(session, session.get_one(Campaign, round_of_48.campaign.id), forecast=forecast)
    with reading() as session:
        campaign = session.get_one(Campaign, round_of_48.campaign.id)
        found = count_waste(session, campaign, read_round(round_of_48).funnel)
        mean = session.scalar(text("SELECT AVG(price_minor) FROM gift WHERE campaign_id = :id"), {"id": campaign.id})
    assert found is not None
    declined = Counter(last.values())["gift.declined"]
    assert (found.people, found.one_for_all, found.ours) == (48, (14, 19, 24), declined + 1)
    assert (found.spared, found.spared_minor) == (19 - declined - 1, (19 - declined - 1) * round(float(mean)))
