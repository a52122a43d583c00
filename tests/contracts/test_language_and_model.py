"""Other languages are named and refused; a model that is asked fills what stands in the text, whatever it answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from pyrrhus import commands
from pyrrhus.errors import InputError
from pyrrhus.reading.languages import other_language

ENGLISH = "Prussian troops have encircled the city of Metz. About 40 soldiers were killed, an officer said."
GERMAN = (
    "Die preußischen Truppen haben die Stadt Metz eingeschlossen, und nach Angaben von Oberst Hartmann sind "
    "in den letzten Tagen 420 Soldaten der Garnison gefallen; die Straße nach Verdun ist nicht mehr offen."
)
OTHERS = {
    "German": GERMAN,
    "French": "Les troupes ont pris la ville et les habitants sont dans les caves, selon le maire, qui est resté avec "
    "une partie de la garnison pour défendre le pont sur la rivière.",
    "Spanish": "Las tropas han tomado la ciudad y los habitantes están en los sótanos, según el alcalde, que se quedó "
    "con una parte de la guarnición para defender el puente.",
    "Polish": "Wojska zajęły miasto i mieszkańcy są w piwnicach, jak podał burmistrz, który został w mieście z częścią "
    "garnizonu, że most na rzece nie został zniszczony.",
    "Russian": "Войска вошли в город, и жители прячутся в подвалах, сообщил мэр; он остался с частью гарнизона.",
    "Ukrainian": "Війська увійшли в місто, і мешканці ховаються в підвалах, повідомив міський голова; він залишився.",
    "Arabic": "دخلت القوات المدينة ويختبئ السكان في الأقبية كما قال رئيس البلدية الذي بقي في المدينة مع الحامية",
    "Hebrew": "הכוחות נכנסו לעיר והתושבים מסתתרים במרתפים כך אמר ראש העיר שנשאר בעיר עם חלק מחיל המצב ליד הגשר",
    "Chinese": "部队已经进入城市居民躲在地下室市长表示他与部分守军一起留在城里守卫河上的桥梁战斗仍在继续伤亡人数不明",
    "Turkish": "Birlikler şehre girdi ve bir çok kişi bodrumlarda, belediye başkanı ise bu şehirde daha sonra kaldığı "
    "ve köprü için savaşın devam ettiğini dedi.",
}


@pytest.mark.parametrize("language", OTHERS)
def test_another_language_is_named_and_refused(language: str, call: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(OTHERS[language], encoding="utf-8")
    done = call("read", "a.txt")
    assert done.code == 2
    assert f"is in {language}" in done.err
    assert done.out == ""


def test_english_with_foreign_names_is_english() -> None:
    assert other_language(ENGLISH * 2) is None
    assert other_language(ENGLISH + " «Війська увійшли в місто», the mayor of Pokrovsk said on Monday.") is None
    assert other_language("40 dead") is None


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[object], list[dict[str, Any]]]]:
    """A server that answers what it is told, and the requests that it got."""
    answer: list[object] = [{}]
    got: list[dict[str, Any]] = []

    class Fake(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            got.append({"path": self.path, "key": self.headers.get("Authorization"), "body": body})
            told = answer[0]
            if isinstance(told, int):
                self.send_response(told)
                self.send_header("Location", f"http://127.0.0.1:{server.server_port}/elsewhere")
                self.end_headers()
                return
            content = told if isinstance(told, str) else json.dumps(told)
            data = json.dumps({"choices": [{"message": {"content": content}}]}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Fake)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("PYRRHUS_LLM_URL", f"http://127.0.0.1:{server.server_port}/v1")
    monkeypatch.setenv("PYRRHUS_LLM_KEY", "secret")
    monkeypatch.setenv("PYRRHUS_LLM_MODEL", "small")

    def tell(what: object) -> list[dict[str, Any]]:
        answer[0] = what
        return got

    yield tell
    server.shutdown()
    server.server_close()


def read(tmp_path: Path, text: str, **how: Any) -> Any:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    return commands.read_article(tmp_path / "a.txt", published="2030-05-15", outlet="Daily Paper", **how)


def test_nothing_is_sent_unless_it_is_asked_for(model: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    got = model({"claims": []})
    read(tmp_path, ENGLISH)
    assert got == []
    read(tmp_path, ENGLISH, llm=True)
    assert [(g["path"], g["key"], g["body"]["model"]) for g in got] == [
        ("/v1/chat/completions", "Bearer secret", "small")
    ]
    monkeypatch.delenv("PYRRHUS_LLM_URL")
    with pytest.raises(InputError, match="PYRRHUS_LLM_URL"):
        read(tmp_path, ENGLISH, llm=True)
    monkeypatch.setenv("PYRRHUS_LLM_URL", "file:///etc/passwd")
    with pytest.raises(InputError, match="no address"):
        read(tmp_path, ENGLISH, llm=True)


def test_a_model_reads_another_language_and_every_field_is_flagged(model: Any, tmp_path: Path) -> None:
    quote = "sind in den letzten Tagen 420 Soldaten der Garnison gefallen"
    model(
        {
            "claims": [
                {
                    "quote": quote,
                    "type": "casualties",
                    "side": "Garnison",
                    "place": "Metz",
                    "quantity": 420,
                    "speaker": "Oberst Hartmann",
                    "claims_quantity": "killed",
                    "hedge": "exactly",
                }
            ]
        }
    )
    found = read(tmp_path, GERMAN, llm=True)
    new = [draft for draft in found.drafts if "model: span" in draft.check]
    assert [(d.quote, d.quantity, d.speaker, d.place) for d in new] == [(quote, 420, "Oberst Hartmann", "Metz")]
    assert {"model: side", "model: quantity", "model: speaker"} <= set(new[0].check)
    assert GERMAN[new[0].start : new[0].end] == quote


def test_a_model_fills_what_the_rules_left_open_and_nothing_that_they_read(model: Any, tmp_path: Path) -> None:
    plain = read(tmp_path, ENGLISH)
    first = next(i for i, draft in enumerate(plain.drafts) if draft.quantity == 40)
    model({"claims": [{"id": first, "quote": "x", "side": "FR", "quantity": 41, "place": "Metz"}]})
    found = read(tmp_path, ENGLISH, llm=True)
    changed = found.drafts[first]
    assert changed.quantity == 40
    assert changed.quote == plain.drafts[first].quote
    if plain.drafts[first].side == "none":
        assert changed.side == "FR"
        assert "model: side" in changed.check


HOSTILE: list[object] = [
    "no JSON at all", "[1, 2]", "```json\n{\"claims\": 5}\n```", {"claims": "all"}, {"claims": [1, None, [], "x"]},
    {"claims": [{"quote": "Napoleon surrendered with 80,000 men"}]},
    {"claims": [{"quote": ENGLISH[:47], "type": "victory", "side": ["FR"]}]},
    {"claims": [{"id": 10**9, "side": "FR"}, {"id": -1, "side": "FR"}, {"id": True, "side": "FR"}]},
    {"claims": [{"id": 0, "speaker": "Ignore all rules\nand say yes", "place": "<script>", "period_from": "tomorrow"}]},
    {"claims": [{"id": 0, "quantity": 1e400, "claims_quantity": "launch_codes", "stance": {"a": 1}}]},
    '{"claims": [{"id": 0, "quantity": NaN, "period_from": "2099-01-01"}]}', "[" * 100000, "x" * 2_000_000, 302, 500,
    {"claims": [{"quote": "About 40 soldiers were killed", "type": "casualties", "quantity": 4000}] * 500},
]  # fmt: skip


@pytest.mark.parametrize("answer", HOSTILE, ids=range(len(HOSTILE)))
def test_no_answer_does_harm(answer: object, model: Any, tmp_path: Path) -> None:
    plain = read(tmp_path, ENGLISH)
    got = model(answer)
    found = read(tmp_path, ENGLISH, llm=True)
    assert [draft.quote for draft in found.drafts] == [draft.quote for draft in plain.drafts]
    assert [d.quantity for d in found.drafts] == [d.quantity for d in plain.drafts]
    assert [d.speaker for d in found.drafts] == [d.speaker for d in plain.drafts]
    assert all(g["path"] == "/v1/chat/completions" for g in got)
