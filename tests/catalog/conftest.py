"""A catalogue folder written for one test, and the shop that most tests change a little."""

import pytest

from bot.catalog.load import check, load

SHOP = """\
system: shop
name: The Shop
severities:
  P1: Customers cannot buy.
  P2: Something is slow.
"""


@pytest.fixture
def catalog(tmp_path):
    return Shelf(tmp_path / "catalog")


class Shelf:
    """`put` writes system files; `problems` are what `check` prints, without the folder's own path."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()

    def put(self, text, system="shop"):
        home = self.folder / system
        home.mkdir(exist_ok=True)
        (home / "system.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
        return self

    def problems(self):
        return [str(problem).removeprefix(f"{self.folder}/") for problem in check(self.folder)]

    def system(self, word="shop"):
        return load(self.folder).system(word)
