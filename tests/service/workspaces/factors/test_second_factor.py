"""The second factor: nobody is in between the two, each code works once, tries are counted, and there is a way back in."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import partial

import pyotp
import pytest
from sqlalchemy import select, update

from service.config import settings
from service.db.base import utc_now
from service.db.connect import make_engine, reading, transaction
from service.errors import TooMany
from service.workspaces.actor import actor_of
from service.workspaces.factors import app_code
from service.workspaces.factors.app_code import confirm_factor, use_app_code
from service.workspaces.factors.check_code import check_code
from service.workspaces.factors.spare_codes import make_spare_codes, use_spare_code
from service.workspaces.models import AuditEntry, SecondFactor, User, Workspace
from service.workspaces.sessions.attempts import ATTEMPTS_ALLOWED, Whence
from service.workspaces.sessions.sign_in import make_sign_in_link
from tests.console import Console
from tests.factories import hashed, make_user, make_workspace
from tests.races import all_at_once

pytestmark = pytest.mark.usefixtures("database")
MAIL, PASSWORD = "nora@fjordloom.example", "correct horse battery"


def with_app(role: str = "owner", before: timedelta = timedelta(hours=1)) -> tuple[User, pyotp.TOTP, list[str]]:
    """A user whose app was confirmed an hour ago, the app itself, and the spare codes."""
    at = utc_now() - before
    with transaction() as session:
        user = make_user(
            session, make_workspace(session).id, role, email=MAIL, password_hash=hashed(PASSWORD)
        )  # fmt: skip
        app_code.begin_factor(session, user, at)
        totp = pyotp.TOTP(session.get_one(SecondFactor, user.id).secret)
        codes = confirm_factor(session, user, totp.at(at), actor_of(user), at)
        session.refresh(user)
        return user, totp, codes


def first_factor(browser: Console) -> None:
    pressed = browser.post("/sign-in", email=MAIL, password=PASSWORD, next="/ops")
    assert (pressed.status_code, pressed.location) == (303, "/sign-in/second?next=/ops")


def acts() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def test_after_the_password_alone_nobody_is_in() -> None:
    with_app()
    browser = Console()
    first_factor(browser)
    assert browser.get("/you").location == "/sign-in?next=/you"
    assert "for nora@fjordloom.example" in browser.get("/sign-in/second").text


def test_the_apps_code_signs_in_and_works_once() -> None:
    _, totp, _ = with_app()
    browser, another = Console(), Console()
    first_factor(browser)
    code = totp.at(utc_now())
    signed_in = browser.post("/sign-in/second", code=f"{code[:3]} {code[3:]}", next="/ops")
    assert (signed_in.status_code, signed_in.location) == (303, "/ops")
    assert browser.get("/you").status_code == 200
    first_factor(another)
    again = another.post("/sign-in/second", code=code)
    assert (again.status_code, "This code doesn’t fit, or has been used." in again.text) == (422, True)
    assert another.get("/you").status_code == 303


def test_a_link_by_mail_does_not_pass_the_second_factor_either() -> None:
    user, _, _ = with_app()
    with transaction() as session:
        token = make_sign_in_link(session, user.id, utc_now())
    browser = Console()
    assert browser.post(f"/sign-in/{token}").location == "/sign-in/second?next=/"
    assert browser.get("/you").status_code == 303


def test_a_code_of_the_step_before_is_taken_and_older_ones_are_not() -> None:
    user, totp, _ = with_app()
    now = datetime.fromtimestamp(int(utc_now().timestamp()) // 30 * 30 + 15).astimezone()
    with transaction() as session:
        assert not use_app_code(session, user.id, totp.at(now - timedelta(seconds=60)), now)
        assert use_app_code(session, user.id, totp.at(now - timedelta(seconds=30)), now)
        assert use_app_code(session, user.id, totp.at(now), now)
        assert not use_app_code(session, user.id, totp.at(now - timedelta(seconds=30)), now), "time goes on only"


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "000000 000000", "'; --"])
def test_what_is_no_code_is_refused_quietly(code: str) -> None:
    user, _, _ = with_app()
    assert check_code(user, code, Whence(), utc_now()) is False


def test_a_spare_code_signs_in_once_however_it_is_typed() -> None:
    _, _, codes = with_app()
    assert len(codes) == 10
    assert all(re.fullmatch("[a-z2-9]{5}-[a-z2-9]{5}", code) for code in codes)
    browser, another = Console(), Console()
    first_factor(browser)
    assert browser.post("/sign-in/second", code=codes[3].upper().replace("-", " ")).status_code == 303
    assert "9 of 10 spare codes left" in browser.get("/you/second-factor").text
    first_factor(another)
    assert another.post("/sign-in/second", code=codes[3]).status_code == 422
    assert "user.spare_code_used" in acts()


def test_guessing_is_stopped_as_with_a_password() -> None:
    user, totp, _ = with_app()
    for _ in range(ATTEMPTS_ALLOWED):
        assert check_code(user, "00000", Whence(), utc_now()) is False
    with pytest.raises(TooMany):
        check_code(user, totp.at(utc_now()), Whence(), utc_now())


def test_the_secret_and_the_codes_are_kept_sealed() -> None:
    _, totp, codes = with_app()
    with make_engine(settings().database).connect() as rows:
        kept = str(rows.exec_driver_sql("SELECT * FROM second_factor").all())
        kept += str(rows.exec_driver_sql("SELECT * FROM spare_code").all())
    assert [one for one in (totp.secret, *codes, *(code.replace("-", "") for code in codes)) if one in kept] == []


def test_setting_it_up_shows_the_code_asks_for_it_and_ends_other_sessions() -> None:
    with transaction() as session:
        user = make_user(session, make_workspace(session).id, "seller", email=MAIL)
    browser, elsewhere = Console(user), Console(user)
    page = browser.get("/you/second-factor").text
    secret = re.search(r'<code class="num">([A-Z2-7]{32})</code>', page)
    assert secret is not None
    assert "<svg" in page
    wrong = browser.post("/you/second-factor", act="confirm", code="000000")
    assert (wrong.status_code, "This isn’t the number your app shows now." in wrong.text) == (422, True)
    assert secret[1] in wrong.text, "a wrong code begins nothing anew"
    done = browser.post("/you/second-factor", act="confirm", code=pyotp.TOTP(secret[1]).at(utc_now()))
    assert (done.status_code, len(re.findall(r"<li><code>", done.text))) == (200, 10)
    assert (browser.get("/you").status_code, elsewhere.get("/you").status_code) == (200, 303)
    assert secret[1] not in browser.get("/you/second-factor").text


def test_turning_it_off_needs_a_code_and_is_refused_where_everybody_needs_one() -> None:
    user, totp, codes = with_app()
    browser = Console(user)
    assert browser.post("/you/second-factor", act="off", code="000000").status_code == 422
    with transaction() as session:
        session.get_one(Workspace, user.workspace_id).second_factor_from = date(2026, 1, 1)
    kept = browser.post("/you/second-factor", act="off", code=codes[0])
    assert (kept.status_code, "this is your last" in kept.text) == (409, True)
    with transaction() as session:
        session.get_one(Workspace, user.workspace_id).second_factor_from = None
    assert browser.post("/you/second-factor", act="off", code=totp.at(utc_now())).location == "/you"
    with reading() as session:
        assert session.scalars(select(SecondFactor)).all() == []
    assert Console().post("/sign-in", email=MAIL, password=PASSWORD).location == "/"


def test_a_browser_may_be_remembered_until_the_factor_or_its_sessions_end() -> None:
    _, totp, _ = with_app()
    browser = Console()
    first_factor(browser)
    browser.post("/sign-in/second", code=totp.at(utc_now()), remember="yes")
    # The session ends by itself; only the browser's cookies stay.
    with browser.client.session_transaction() as kept:
        kept.pop("user")
    assert _sign_in(browser) == "/"
    browser.client.post("/sign-out", data={"csrf": _nonce(browser)})
    assert _sign_in(browser) == "/sign-in/second?next=/", "signing out everywhere ends it"


def _sign_in(browser: Console) -> str | None:
    browser.get("/sign-in")
    form = {"csrf": _nonce(browser), "email": MAIL, "password": PASSWORD}
    return browser.client.post("/sign-in", data=form).location


def _nonce(browser: Console) -> str:
    with browser.client.session_transaction() as kept:
        return str(kept["csrf"])


def test_from_the_day_on_whoever_has_none_is_led_to_set_one_up_and_nowhere_else() -> None:
    with transaction() as session:
        workspace = make_workspace(session, second_factor_from=utc_now().date())
        user = make_user(session, workspace.id, "owner", email=MAIL)
    browser = Console(user)
    for path in ("/", "/you", "/team", "/ops", "/gifts"):
        assert (path, browser.get(path).location) == (path, "/you/second-factor")
    assert browser.get("/campaigns/cmp_x/launch/progress.json").status_code == 403
    page = browser.get("/you/second-factor")
    assert page.status_code == 200
    with transaction() as session:
        session.get_one(Workspace, workspace.id).second_factor_from = utc_now().date() + timedelta(days=1)
    assert Console(user).get("/you").status_code == 200, "the day before, nobody is held up"


def test_an_owner_sets_the_day_once_they_have_one_themselves() -> None:
    user, totp, _ = with_app()
    browser = Console(user)
    assert browser.post("/team/second-factor", needed="yes", factor_day="2027-04-01").status_code == 303
    with reading() as session:
        assert session.get_one(Workspace, user.workspace_id).second_factor_from == date(2027, 4, 1)
    assert browser.post("/team/second-factor", needed="yes", factor_day="soon").status_code == 422
    with transaction() as session:
        bare = make_user(session, user.workspace_id, "owner")
    refused = Console(bare).post("/team/second-factor", needed="yes", factor_day="2027-05-01")
    assert (refused.status_code, "Set up your own second factor first." in refused.text) == (422, True)
    assert totp is not None


def test_an_owner_resets_the_factor_of_a_colleague_who_lost_it() -> None:
    user, _, _ = with_app("seller")
    with transaction() as session:
        owner = make_user(session, user.workspace_id, "owner")
    theirs = Console(user)
    assert Console(owner).post(f"/team/{user.id}", act="drop_factor").status_code == 303
    assert theirs.get("/you").status_code == 303
    assert Console().post("/sign-in", email=MAIL, password=PASSWORD).location == "/"
    assert acts().count("user.second_factor_removed") == 1


def code_at_once(user: User, code: str) -> int:
    won: list[bool] = []

    def act() -> None:
        at = utc_now()
        with transaction() as session:
            won.append(use_app_code(session, user.id, code, at))

    all_at_once([act] * 4)
    return sum(won)


def test_of_four_who_bring_the_same_code_at_once_one_is_let_in(any_database: str) -> None:
    user, totp, _ = with_app()
    assert code_at_once(user, totp.at(utc_now())) == 1


def test_control_where_used_steps_are_not_kept_all_four_are(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    user, totp, _ = with_app()
    monkeypatch.setattr(app_code, "update", _WithoutStep)
    assert code_at_once(user, totp.at(utc_now())) == 4


class _WithoutStep:
    """The UPDATE without its guard, which leaves the step as it was."""

    def __init__(self, table: type[SecondFactor]) -> None:
        self.statement = update(table)

    def where(self, which: object, *_: object) -> _WithoutStep:
        self.statement = self.statement.where(which)  # type: ignore[arg-type]
        return self

    def values(self, **_: object) -> _WithoutStep:
        self.statement = self.statement.values(last_step=SecondFactor.last_step)
        return self

    def execution_options(self, **options: object) -> object:
        return self.statement.execution_options(**options)


def test_of_four_who_bring_the_same_spare_code_at_once_one_is_let_in(any_database: str) -> None:
    user, _, _ = with_app()
    with transaction() as session:
        [code, *_] = make_spare_codes(session, user.id)
    won: list[bool] = []

    def act(number: int) -> None:
        with transaction() as session:
            won.append(use_spare_code(session, user.id, code, utc_now() + timedelta(seconds=number)))

    all_at_once([partial(act, number) for number in range(4)])
    assert sum(won) == 1
