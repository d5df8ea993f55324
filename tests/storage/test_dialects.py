from pathlib import Path

from storage import Store, dialects
from tests.storage.ledger import reading


async def test_a_second_ledger_compiles_no_statement_anew(tmp_path: Path) -> None:
    first, second = Store(f"sqlite:///{tmp_path / 'a.db'}"), Store(f"sqlite:///{tmp_path / 'b.db'}")
    for store in (first, second):
        await store.migrate()
    await reading(first).units.all()
    known = set(dialects.COMPILED)
    await reading(second).units.all()
    assert set(dialects.COMPILED) == known
    for store in (first, second):
        await store.close()
