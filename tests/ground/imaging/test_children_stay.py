"""Children of the web process outlive the request that started them."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from pydicom.data import get_testdata_file

from huizhen.core.ports import Outcome, Work
from huizhen.ground.imaging.children import ChildPool


def test_a_child_does_not_end_with_the_thread_of_a_request(tmp_path: Path) -> None:
    path = get_testdata_file("CT_small.dcm", download=False)
    work = Work(key="one", kind="dicom_thumbnail", input={"path": str(path), "most": 64})
    pool = ChildPool(1)
    told: list[Outcome] = []
    alive: list[bool] = []

    def request() -> None:
        with pool.used() as (workers, _place):
            told.extend(workers.perform([work]))

    try:
        for _ in range(2):
            thread = threading.Thread(target=request)
            thread.start()
            thread.join()
            time.sleep(0.2)  # a signal on its way has arrived
            idle = pool._workers._idle  # type: ignore[union-attr]
            alive += [child._process.poll() is None for child in idle]
        assert [one.code for one in told] == ["", ""]
        assert alive == [True, True]
    finally:
        pool.close()
