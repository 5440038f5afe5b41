"""Plotly's script has one address, wherever it is installed."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from kungsor_portal.finders import PLOTLY, InstalledScriptFinder, plotly_bundles


@pytest.fixture
def finder() -> InstalledScriptFinder:
    return InstalledScriptFinder()


@pytest.fixture
def npm_bundle(tmp_path, settings) -> Path:
    file = tmp_path / "node_modules" / "plotly.js-basic-dist-min" / "plotly-basic.min.js"
    file.parent.mkdir(parents=True)
    file.write_text("/* basic */")
    settings.BASE_DIR = tmp_path
    return file


def test_without_node_the_bundle_of_the_python_package_answers(finder, tmp_path, settings):
    settings.BASE_DIR = tmp_path
    assert finder.find(PLOTLY).endswith("package_data/plotly.min.js")


def test_the_small_bundle_goes_first_where_it_is_installed(finder, npm_bundle):
    assert finder.find(PLOTLY) == str(npm_bundle)
    assert finder.find(PLOTLY, find_all=True) == [str(npm_bundle)]


def test_another_address_is_nobodys(finder):
    assert finder.find("vendor/other.js") == []
    assert finder.find("vendor/other.js", find_all=True) == []


def test_nothing_installed_is_nothing_found(finder, monkeypatch, tmp_path, settings):
    settings.BASE_DIR = tmp_path
    monkeypatch.setattr("kungsor_portal.finders.find_spec", lambda name: None)
    assert list(plotly_bundles(tmp_path)) == [tmp_path / "node_modules/plotly.js-basic-dist-min/plotly-basic.min.js"]
    assert finder.find(PLOTLY) == []
    assert list(finder.list([])) == []


def test_collectstatic_copies_it_to_its_address(finder, npm_bundle):
    (address, storage), *rest = finder.list(["*.map"])
    assert (address, rest) == (PLOTLY, [])
    with storage.open(address) as file:
        assert file.read() == b"/* basic */"
    assert storage.get_modified_time(address)


def test_what_is_to_be_ignored_is(finder, npm_bundle):
    assert list(finder.list(["vendor/*"])) == []


def test_the_portal_uses_it():
    assert finders.find(PLOTLY)
