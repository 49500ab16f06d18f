"""The stand-ins' server and the faults it plays, seen from a client."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
import pytest

from sandbox.faults import Fault, Faults
from sandbox.server import Sandbox
from tests.conftest import Clock

ME = "/x/2/users/me"


def get(sandbox: Sandbox, path: str = ME, timeout: float = 5) -> httpx.Response:
    handle = "papatya"
    token = sandbox["x"].credentials(handle)["OAUTH2_TOKEN"]
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.get(sandbox.address + path, headers=headers, timeout=timeout, trust_env=False)


def test_it_listens_on_the_loopback_only(sandbox: Sandbox) -> None:
    assert sandbox.address.startswith("http://127.0.0.1:")


def test_every_stand_in_is_mounted_under_its_file_name(sandbox: Sandbox) -> None:
    folder = Path(__file__).parent.parent / "sandbox"
    names = [path.stem for path in folder.glob("*.py") if "\nclass StandIn" in path.read_text(encoding="utf-8")]
    assert "x" in names
    for name in names:
        assert httpx.post(f"{sandbox.address}/sim/{name}/__init__", json={}, trust_env=False).status_code == 404
        assert sandbox[name].routes


def test_the_side_channel_is_the_stand_ins_public_methods(sandbox: Sandbox) -> None:
    def sim(method: str, **arguments: object) -> httpx.Response:
        return httpx.post(f"{sandbox.address}/sim/x/{method}", json=arguments, trust_env=False)

    id = sim("post", author_handle="ayse", text="Merhaba").json()["result"]
    reply = sim("post", author_handle="bora", text="selam", reply_to=id).json()["result"]
    (shown,) = sim("replies", id=id).json()["result"]
    assert (shown["id"], shown["author"], shown["at"]) == (reply, "bora", "2026-11-19 07:00:00+00:00")
    for hidden in ("_create", "routes", "nothing"):
        assert sim(hidden).status_code == 404


def test_unknown_paths_are_not_found(sandbox: Sandbox) -> None:
    assert get(sandbox, "/nobody/2/users/me").status_code == 404


def test_requests_are_on_record(sandbox: Sandbox) -> None:
    get(sandbox)
    assert sandbox.requests == [("GET", ME)]


def test_answers_do_not_wait_for_acknowledgements(sandbox: Sandbox) -> None:
    with httpx.Client(trust_env=False) as client:
        begun = time.perf_counter()
        for _ in range(25):
            client.get(sandbox.address + ME)
        assert time.perf_counter() - begun < 25 * 0.03  # each took 0.04 s with Nagle's algorithm


def test_two_can_run_side_by_side(clock: Clock) -> None:
    with Sandbox(clock) as one, Sandbox(clock) as two:
        one["x"].account("papatya", "Bir")
        assert get(one).json()["data"]["name"] == "Bir"
        assert get(two).json()["data"]["name"] == "papatya"


def test_it_is_gone_once_left(clock: Clock) -> None:
    with Sandbox(clock) as running:
        address = running.address
    with pytest.raises(httpx.ConnectError):
        httpx.get(address, trust_env=False)


# ── faults ───────────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_on_order_comes_so_often_and_no_more(sandbox: Sandbox) -> None:
    fault = Fault(ME, "answer", status=503, body={"title": "busy"}, headers={"Retry-After": "7"}, times=2)
    sandbox.faults.add(fault)
    answers = [get(sandbox) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert (answers[0].json(), answers[0].headers["retry-after"]) == ({"title": "busy"}, "7")


@pytest.mark.parametrize(
    ("body", "expected"), [("<html>", "<html>"), ([], "[]"), (None, "{}"), ("", ""), ({"a": "ş"}, '{"a": "\\u015f"}')]
)
def test_an_answers_body_is_what_was_ordered(sandbox: Sandbox, body: object, expected: str) -> None:
    sandbox.faults.add(Fault(ME, "answer", status=200, body=body))
    assert get(sandbox).text == expected


def test_a_fault_hits_its_path_and_method_only(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("/x/2/tweets/*", "answer", method="DELETE"))
    assert get(sandbox, "/x/2/tweets/5").status_code == 200
    assert httpx.delete(sandbox.address + "/x/2/tweets/5", trust_env=False).status_code == 503


def test_hanging_up_does_nothing_and_says_nothing(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(ME, "hang_up"))
    with pytest.raises(httpx.TransportError):
        get(sandbox)
    assert sandbox["x"].bill()["total"] == 0
    assert get(sandbox).status_code == 200


def test_a_lost_answer_was_carried_out(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(ME, "lose_answer"))
    with pytest.raises(httpx.TransportError):
        get(sandbox)
    assert sandbox["x"].bill()["user"] == 10_000


def test_stalling_answers_nothing_until_the_caller_gives_up(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(ME, "stall"))
    with pytest.raises(httpx.ReadTimeout):
        get(sandbox, timeout=0.05)
    assert get(sandbox).status_code == 200


def test_faults_can_be_ordered_by_http_and_called_off(sandbox: Sandbox) -> None:
    order = {"path": ME, "kind": "answer", "status": 500, "times": 5}
    assert httpx.post(f"{sandbox.address}/sim/faults", json=order, trust_env=False).json() == {"ok": True}
    assert get(sandbox).status_code == 500
    sandbox.faults.clear()
    assert get(sandbox).status_code == 200


def test_the_first_fault_that_fits_is_taken() -> None:
    faults = Faults()
    narrow, wide = Fault("/a/b", "hang_up"), Fault("/a/*", "answer")
    faults.add(narrow)
    faults.add(wide)
    assert [faults.take("GET", "/a/b") for _ in range(3)] == [narrow, wide, None]
