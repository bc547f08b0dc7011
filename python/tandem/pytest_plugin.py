"""The pytest plugin: parity as a test.

``parity.check(model, images)`` fails a test whose runtimes do not agree, and says why; a test
that takes ``runtime`` runs once under each of ``--tandem-runtimes``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tandem.comparison import Report
    from tandem.comparison.budget import Entry
    from tandem.comparison.tolerance import Given

DEFAULT: Final = "tensorflow,tfjs-node"
_SUMMARY: Final = "summary.md"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("tandem", "parity of TensorFlow and TensorFlow.js")
    group.addoption(
        "--tandem-runtimes",
        default=DEFAULT,
        metavar="NAME,NAME",
        help=f"runtimes to compare; the first is the reference (default: {DEFAULT})",
    )
    group.addoption(
        "--tandem-report",
        default=None,
        metavar="DIR",
        help="write an HTML and a JSON report of every parity check, and summary.md",
    )
    group.addoption(
        "--tandem-budget",
        default=None,
        metavar="FILE.toml",
        help="what may differ, why, and until when",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the reports' folder; the one process that starts others empties it."""
    from tandem.errors import TandemError

    folder = _folder(config)
    if folder is not None and not hasattr(config, "workerinput"):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise pytest.UsageError(f"--tandem-report {folder}: {error.strerror}") from error
        for path in (*folder.glob("*.parity.json"), *folder.glob("*.parity.html")):
            path.unlink()
    try:
        config.stash[_BUDGET] = _load_budget(config)
    except TandemError as error:
        raise pytest.UsageError(f"--tandem-budget: {error}") from error


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that takes our ``runtime`` once under each runtime."""
    if "runtime" not in metafunc.fixturenames:
        return
    definitions = metafunc._arg2fixturedefs.get("runtime", ())  # noqa: SLF001
    # A project may have a fixture, or a parametrisation, of that name itself.
    if not definitions or definitions[-1].func.__module__ != __name__:
        return
    for mark in metafunc.definition.iter_markers("parametrize"):
        names = mark.args[0] if mark.args else mark.kwargs.get("argnames", "")
        if "runtime" in (re.split(r"\s*,\s*", names) if isinstance(names, str) else names):
            return
    metafunc.parametrize("runtime", _runtimes(metafunc.config), indirect=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the summary, in the one process that starts others."""
    folder = _folder(session.config)
    if folder is None or hasattr(session.config, "workerinput"):
        return
    from tandem.comparison import stored
    from tandem.report import summary
    from tandem.report.files import write_text

    entries = session.config.stash[_BUDGET]
    runs = [stored.judge(stored.load(p), entries) for p in sorted(folder.glob("*.parity.json"))]
    if runs:
        write_text(folder / _SUMMARY, summary.markdown(runs))


@pytest.fixture
def runtime(request: pytest.FixtureRequest) -> str:
    """The name of a runtime; the test is skipped where that one is not ready."""
    from tandem import runtimes

    name: str = request.param
    ready = runtimes.get(name).check()
    if not ready.ready:
        pytest.skip(f"runtime '{name}' is not ready: {ready.detail} ({ready.command})")
    return name


@pytest.fixture
def parity(request: pytest.FixtureRequest, record_property: Any) -> Parity:
    """Compares a model's runtimes; a check that fails says which output, how far, and why."""
    config = request.config
    return Parity(
        request.node.nodeid,
        _runtimes(config),
        _folder(config),
        config.stash[_BUDGET],
        record_property,
    )


class Parity:
    """What the fixture ``parity`` gives."""

    def __init__(
        self,
        test: str,
        runtimes: Sequence[str],
        folder: Path | None,
        budget: tuple[Entry, ...],
        record: Any,
    ) -> None:
        self._test, self._runtimes, self._folder = test, tuple(runtimes), folder
        self._budget, self._record = budget, record
        self._checks = 0

    def check(
        self,
        model: Any,
        images: Any = None,
        *,
        runtimes: Sequence[str] | None = None,
        atol: float | None = None,
        rtol: float | None = None,
        tolerance: Given | Mapping[str, Given] | None = None,
        **options: Any,
    ) -> Report:
        """Compare, and fail the test where the runtimes do not agree.

        Args:
            model: whatever ``tandem.compare`` takes.
            images: pictures; or give ``inputs=``.
            runtimes: names; ``None`` for those of ``--tandem-runtimes``.
            atol: how far elements may be apart; ``None`` for the default.
            rtol: likewise, times the reference's absolute value.
            tolerance: what ``tandem.compare`` takes, by output for one, instead of these two.
            options: further options of ``tandem.compare``.

        Returns:
            The report, where they agree.

        Raises:
            TandemError: an argument is at fault, or a runtime is not ready here.
        """
        __tracebackhide__ = True
        import tandem
        from tandem.comparison import Tolerance
        from tandem.errors import UsageError

        if tolerance is None:
            usual = Tolerance()
            tolerance = Tolerance(
                usual.atol if atol is None else atol, usual.rtol if rtol is None else rtol
            )
        elif atol is not None or rtol is not None:
            raise UsageError("parity.check: give tolerance, or atol and rtol, not both")
        report = tandem.compare(
            model,
            images,
            runtimes=tuple(runtimes or self._runtimes),
            tolerance=tolerance,
            budget=self._budget,
            **{"explain": True, "rounds": 1, **options},
        )
        self._checks += 1
        kept = self._keep(report)
        for result in report.runtimes[1:]:
            for output in result.outputs:
                if output.difference is not None:
                    name = f"tandem.{result.name}.{output.name}.max_abs"
                    self._record(name, output.difference.max_abs)
        if not report:
            pytest.fail(_message(report, kept), pytrace=False)
        return report

    def _keep(self, report: Report) -> Path | None:
        if self._folder is None:
            return None
        name = re.sub(r"[^A-Za-z0-9_.-]+", "-", self._test)[-120:].strip("-")
        stem = f"{name}-{self._checks}.parity"
        report.to_json(self._folder / f"{stem}.json")
        page = self._folder / f"{stem}.html"
        report.to_html(page)
        return page


def _message(report: Report, page: Path | None) -> str:
    """Say what a colleague would: what differs, where it comes from, the likely reason."""
    from tandem.report import numbers
    from tandem.report.verdict import headline

    lines = [f"{report.model}: {headline(report)}"]
    lines += [f"  {f.runtime + ': ' if f.runtime else ''}{f.message}" for f in report.failures]
    if report.hops:
        worst = max(report.hops, key=lambda hop: hop.share)
        lines.append(
            f"  furthest hop: {worst.cause} ({worst.source} → {worst.target}), "
            f"{numbers.plain(worst.max_abs)}, {numbers.of_tolerance(worst.share)}"
        )
    if report.bisection is not None and report.bisection.first is not None:
        lines.append(f"  {report.bisection}")
    lines += [
        f"  likely reason: {verdict}"
        for verdicts in report.verdicts.values()
        for verdict in verdicts
    ]
    if page is not None:
        lines.append(f"  look at {page}")
    return "\n".join(lines)


_BUDGET: Final = pytest.StashKey["tuple[Entry, ...]"]()


def _load_budget(config: pytest.Config) -> tuple[Entry, ...]:
    path = config.getoption("--tandem-budget")
    if path is None:
        return ()
    from tandem.comparison import budget

    return budget.load(path)


def _runtimes(config: pytest.Config) -> list[str]:
    return [name.strip() for name in config.getoption("--tandem-runtimes").split(",")]


def _folder(config: pytest.Config) -> Path | None:
    folder = config.getoption("--tandem-report")
    return Path(folder) if folder else None
