"""What a user sees when something is wrong: a message, an exit code, a trace only when asked."""

from __future__ import annotations

import pytest

from tandem.errors import ModelError, RuntimeUnavailableError


@pytest.fixture
def fail(monkeypatch):
    """Make ``tandem doctor`` fail with the given exception."""

    def with_error(error):
        def examine():
            raise error

        monkeypatch.setattr("tandem.doctor.examine", examine)

    return with_error


def test_a_mistake_is_a_message_without_a_trace(tandem, fail):
    fail(ModelError("model.keras: is no model"))
    ended = tandem("doctor")
    assert ended.code == 2
    assert ended.err == "error: model.keras: is no model\n"
    assert ended.out == ""


def test_a_missing_runtime_names_the_command(tandem, fail):
    fail(RuntimeUnavailableError("tensorflow", "it is not installed", "pip install tensorflow"))
    ended = tandem("doctor")
    assert ended.code == 3
    assert "Run: pip install tensorflow" in ended.err


def test_a_bug_says_how_to_report_it(tandem, fail):
    fail(ZeroDivisionError("by zero"))
    ended = tandem("doctor")
    assert ended.code == 70
    assert "ZeroDivisionError: by zero" in ended.err
    assert "Please report it" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("error", [ZeroDivisionError("by zero"), ModelError("is no model")])
def test_debug_shows_the_trace(tandem, fail, error):
    fail(error)
    ended = tandem("--debug", "doctor")
    assert "Traceback" in ended.err
    assert str(error) in ended.err


def test_debug_by_the_environment(tandem, fail, monkeypatch):
    fail(ModelError("is no model"))
    monkeypatch.setenv("TANDEM_DEBUG", "1")
    assert "Traceback" in tandem("doctor").err
    monkeypatch.setenv("TANDEM_DEBUG", "0")
    assert "Traceback" not in tandem("doctor").err


def test_interrupted(tandem, fail):
    fail(KeyboardInterrupt())
    ended = tandem("doctor")
    assert ended.code == 130
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["doctor", "--nonsense"], ["convert"], ["compare"]]
)
def test_wrong_usage(tandem, arguments):
    ended = tandem(*arguments)
    assert ended.code == 2
    assert ended.out == ""
    assert "Usage:" in ended.err
